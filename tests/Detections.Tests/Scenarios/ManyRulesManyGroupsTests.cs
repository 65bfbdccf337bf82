using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>What a thousand rules must not do to whoever stores the metrics.</summary>
public sealed partial class ManyRulesManyGroupsTests : IDisposable
{
    private const int Rules = 1000;
    private const int Groups = 150;

    /// <summary>The limit of one instrument, and the series for what is over it.</summary>
    private const int MostSeries = 101;

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_thousand_rules_in_150_groups_stay_within_the_limit_of_series()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "appsettings.json"),
            Settings(cluster).ToJsonString(),
            TestContext.Current.CancellationToken
        );
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        using var http = await program.HttpAsync();
        await UntilAllHaveRunAsync(http);

        var text = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        var series = PrometheusText
            .Read(text)
            .Keys.Where(k => k.StartsWith("detections_", StringComparison.Ordinal))
            .Select(k => Bucket().Replace(k, ""))
            .Distinct(StringComparer.Ordinal)
            .GroupBy(k => k.Split('{')[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Assert.All(series, s => Assert.InRange(s.Value, 1, MostSeries));
        Assert.Equal(MostSeries, series["detections_runs_total"]);
        Assert.DoesNotContain("rule-", text, StringComparison.Ordinal);
        Assert.DoesNotContain("EXCH01", text, StringComparison.Ordinal);
    }

    private static async Task UntilAllHaveRunAsync(HttpClient http)
    {
        for (var attempt = 0; attempt < 900; attempt++)
        {
            using var ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            if (ready.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }

        Assert.Fail(await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
    }

    private static JsonObject Settings(TestCluster cluster)
    {
        var items = new JsonObject();
        for (var i = 0; i < Rules; i++)
        {
            items[$"rule-{i}"] = new JsonObject
            {
                ["name"] = $"rule-{i}",
                ["description"] = "A rule of the tests",
                ["type"] = "eql",
                ["query"] = $"process where process.name : (\"cmd.exe\", \"other{i}.exe\")",
                ["index"] = new JsonArray("logs-endpoint.events.*"),
                ["interval"] = "1h",
                ["from"] = $"now-{61 + (i % Groups)}m",
                ["severity"] = "low",
                ["risk_score"] = 1,
            };
        }

        return new()
        {
            ["Elasticsearch"] = new JsonObject { ["Urls"] = new JsonArray(cluster.Proxy.Url.ToString()) },
            ["Rules"] = new JsonObject { ["Items"] = items },
        };
    }

    [GeneratedRegex(@",?le=""[^""]*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bucket();
}
