using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Commands;

public sealed class BacktestCommandTests : IDisposable
{
    private const string Broad = "process where process.parent.name : \"UMWorkerProcess.exe\"";

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Over_files_it_counts_the_matches_by_day_and_shows_samples()
    {
        var first = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        var events = await WriteAsync(first, first.AddMinutes(1), first.AddDays(2));

        var (exitCode, output, _) = await RunAsync("--rule", TestCluster.RuleId, "--events", events);

        Assert.Equal(0, exitCode);
        Assert.Contains("3 matches in 4 events", output, StringComparison.Ordinal);
        Assert.Matches("2026-06-01 +2 ", output);
        Assert.Matches("2026-06-03 +1 ", output);
        Assert.Contains("2026-06-03T12:00:00.000Z", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_versions_it_shows_what_is_added_and_what_vanishes()
    {
        var first = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        var events = await WriteAsync(first);
        var narrow = RuleFile("narrow.json", "process where process.name == \"nothing.exe\"");
        var broad = RuleFile("broad.json", Broad);

        var lost = await RunAsync("--rule", narrow, "--against", broad, "--events", events, "--output", "json");
        var won = await RunAsync("--rule", broad, "--against", narrow, "--events", events, "--output", "json");

        Assert.Equal((1, 0), (lost.ExitCode, won.ExitCode));
        Assert.Single(JsonNode.Parse(lost.Output)!["vanished"]!.AsArray());
        Assert.Single(JsonNode.Parse(won.Output)!["added"]!.AsArray());
    }

    [Fact]
    public async Task Over_the_cluster_it_reads_the_rules_indices_and_writes_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([
            TestCluster.Attack(TestCluster.Now.AddHours(-30)),
            TestCluster.Attack(TestCluster.Now.AddHours(-1)),
        ]);

        var (exitCode, output, errors) = await ChildProgram.RunAsync(
            ["backtest", "--rule", TestCluster.RuleId, "--from", "now-2d"],
            environment: ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())
        );

        Assert.True(exitCode == 0, errors);
        Assert.Contains("2 matches in 2 events", output, StringComparison.Ordinal);
        Assert.Empty(await cluster.AlertsAsync());
        Assert.DoesNotContain(cluster.Proxy.Requests, r => r.Path.Contains("_bulk", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no-such-rule", "There is no rule with the rule_id or name \"no-such-rule\"")]
    public async Task A_rule_that_is_not_there_is_told(string rule, string sentence)
    {
        var (exitCode, _, errors) = await RunAsync("--rule", rule, "--events", "-");

        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        ChildProgram.RunAsync(["backtest", .. arguments]);

    private async Task<string> WriteAsync(params DateTimeOffset[] attacks)
    {
        var file = Path.Combine(_folder, "events.ndjson");
        var lines = attacks.Select(a => TestCluster.Attack(a)).Append(TestCluster.Harmless(attacks[0]));
        await File.WriteAllLinesAsync(file, lines.Select(e => e.ToJsonString()), TestContext.Current.CancellationToken);
        return file;
    }

    private string RuleFile(string name, string query)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(
            file,
            new JsonObject
            {
                ["rule_id"] = name,
                ["name"] = name,
                ["description"] = "A rule of the tests",
                ["type"] = "eql",
                ["language"] = "eql",
                ["query"] = query,
                ["index"] = new JsonArray("logs-*"),
                ["severity"] = "low",
                ["risk_score"] = 1,
            }.ToJsonString()
        );
        return file;
    }
}
