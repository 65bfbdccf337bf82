using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Commands.Demo;
using Detections.Tests.Cluster;

namespace Detections.Tests.Deploy;

/// <summary>The sample telemetry of the trial: the demo's, which a script lets arrive in a cluster.</summary>
public sealed class SampleTests
{
    private const string Events = "deploy/sample/events.ndjson";
    private const int Ordinary = 60;

    private static readonly DateTimeOffset AnyTime = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task Its_events_are_those_of_the_demo_without_their_times()
    {
        var expected = Generate();
        if (DeployFiles.Read(Events) == expected)
        {
            return;
        }

        var file = Path.Combine(Path.GetTempPath(), "events.ndjson");
        await File.WriteAllTextAsync(file, expected, TestContext.Current.CancellationToken);
        Assert.Fail($"The demo's telemetry has changed; take the new events over: cp {file} {Events}");
    }

    [Fact]
    public async Task Loaded_by_its_script_it_raises_its_two_alerts()
    {
        Assert.SkipUnless(File.Exists("/bin/bash") && File.Exists("/usr/bin/curl"), "Needs bash and curl");
        await using var cluster = await TestCluster.StartAsync();

        var (exitCode, output) = await LoadAsync(cluster);

        Assert.True(exitCode == 0, output);
        Assert.Contains("two attacks", output);
        using var product = cluster.CreateProduct();
        // A run reads up to the whole second that the cluster tells, and the events are younger than that at first.
        var created = 0;
        for (var run = 0; created < 2 && run < 1000; run++)
        {
            created += (await TestCluster.RunAsync(product)).Created;
        }

        Assert.Equal(2, created);
        Assert.Equal(
            ["EXCH01", "EXCH02"],
            (await cluster.AlertsAsync())
                .Select(a => a["_source"]!["host"]!["name"]!.GetValue<string>())
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Events_that_are_refused_are_told()
    {
        Assert.SkipUnless(File.Exists("/bin/bash") && File.Exists("/usr/bin/curl"), "Needs bash and curl");
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/strict",
            """
            {
              "index_patterns": ["winlogbeat-*"], "data_stream": {}, "priority": 500,
              "template": { "mappings": { "properties": { "host": { "type": "date" } } } }
            }
            """
        );
        await cluster.SendAsync(HttpMethod.Delete, "_data_stream/winlogbeat-8.19.0");

        var (exitCode, output) = await LoadAsync(cluster);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Some sample events were refused:", output);
    }

    private static Task<(int ExitCode, string Output)> LoadAsync(TestCluster cluster) =>
        DeployLint.RunAsync(
            "/usr/bin/env",
            [
                $"ELASTICSEARCH_URL={cluster.Proxy.Url.GetLeftPart(UriPartial.Authority)}",
                "ELASTIC_PASSWORD=not-asked-for",
                "bash",
                DeployFiles.FullPath("deploy/sample/load.sh"),
            ]
        );

    private static string Generate()
    {
        var telemetry = new DemoTelemetry(new Random(1));
        List<DemoEvent> events =
        [
            .. Enumerable.Range(0, Ordinary).Select(_ => telemetry.Ordinary(AnyTime)),
            telemetry.Attack(AnyTime),
            telemetry.AttackSeenByWinlogbeat(AnyTime),
            .. telemetry.NearMisses(AnyTime),
        ];
        var lines = new StringBuilder();
        foreach (var (stream, document) in events)
        {
            document.Remove("@timestamp");
            var told = document["event"]!.AsObject();
            told.Remove("created");
            told.Remove("ingested");
            var target = new JsonObject { ["create"] = new JsonObject { ["_index"] = stream } };
            lines.Append(CultureInfo.InvariantCulture, $"{target.ToJsonString()}\n{document.ToJsonString()}\n");
        }

        return lines.ToString();
    }
}
