using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Commands.Demo;

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
