using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Commands;

/// <summary>`detections explain` as an analyst calls it.</summary>
public sealed class ExplainCommandTests
{
    private const string Attack = """
        {"_index":"winlogbeat-1","_id":"a","_source":{"@timestamp":"2026-05-01T12:00:01Z","event":{"category":"process","type":["start"]},"process":{"executable":"C:\\x.exe","parent":{"name":"UMWorkerProcess.exe"}}}}
        """;

    private static readonly (string, string)[] SequenceRule =
    [
        ("Rules__Items__pair__name", "Pair"),
        ("Rules__Items__pair__description", "Two in a row"),
        ("Rules__Items__pair__severity", "low"),
        ("Rules__Items__pair__risk_score", "21"),
        ("Rules__Items__pair__index__0", "logs-*"),
        ("Rules__Items__pair__query", "sequence by host.id [any where n == 1] [any where n == 2]"),
    ];

    [Fact]
    public async Task A_match_shows_each_condition_with_the_values_it_read_and_exits_with_0()
    {
        var (exitCode, output, errors) = await ChildProgram.RunAsync(
            ["explain", "--rule", TestCluster.RuleId, "--events", "-"],
            Attack
        );

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        Assert.Contains("winlogbeat-1/a matches", output);
        Assert.Contains(
            "✓ process.parent.name : (\"UMService.exe\", \"UMWorkerProcess.exe\")    process.parent.name = UMWorkerProcess.exe",
            output
        );
        Assert.Contains("    ✓ not\n        ✗ process.executable : ", output);
        Assert.Contains(
            "window: @timestamp is 2026-05-01T12:00:01Z; the runs of the 9m after it read the event",
            output
        );
        Assert.DoesNotContain("No alert", output);
    }

    [Fact]
    public async Task A_rule_may_be_called_by_its_name_and_what_is_missing_is_called_missing()
    {
        var (exitCode, output, _) = await ChildProgram.RunAsync(
            ["explain", "--rule", "Microsoft Exchange Server UM Spawning Suspicious Processes", "--events", "-"],
            """{"_index":"other","_id":"a","_source":{"event":{"category":"process"}}}"""
        );

        Assert.Equal(1, exitCode);
        Assert.Contains("other/a does not match", output);
        Assert.Contains("✗ event.type == \"start\"    event.type is missing", output);
        Assert.Contains(
            "No alert would come of it: other is not among the indices of the rule: logs-endpoint.events.*, ",
            output
        );
        Assert.Contains("window: no run reads the event, because it has no event.ingested and no @timestamp", output);
    }

    [Fact]
    public async Task JSON_has_the_whole_tree()
    {
        var (exitCode, output, _) = await ChildProgram.RunAsync(
            ["explain", "--rule", TestCluster.RuleId, "--events", "-", "--output", "json"],
            Attack
        );

        Assert.Equal(0, exitCode);
        var root = JsonNode.Parse(output)!;
        Assert.True(root["matches"]!.GetValue<bool>());
        var condition = root["events"]![0]!["steps"]![0]!["condition"]!;
        Assert.Equal("and", condition["operator"]!.GetValue<string>());
        Assert.Equal(
            """{"process.parent.name":["UMWorkerProcess.exe"]}""",
            condition["children"]![2]!["values"]!.ToJsonString()
        );
        Assert.False(condition["children"]![3]!["children"]![0]!["verdict"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Events_that_make_a_sequence_are_told_step_by_step()
    {
        const string events = """
            {"_index":"logs-a","_id":"1","_source":{"@timestamp":1777636800000,"n":1,"host":{"id":"h"}}}
            {"_index":"logs-a","_id":"2","_source":{"@timestamp":1777636801000,"n":2,"host":{"id":"h"}}}
            {"_index":"logs-a","_id":"3","_source":{"@timestamp":1777636802000,"n":2}}
            """;
        string[] arguments = ["explain", "--rule", "pair", "--events", "-"];
        var (exitCode, output, errors) = await ChildProgram.RunAsync(arguments, events, SequenceRule);

        Assert.True(exitCode == 0, errors);
        Assert.Contains("logs-a/1 satisfies step 1\n", output);
        Assert.Contains("    joined by host.id = h\n", output);
        Assert.Contains("    it takes no part, because it lacks a field that joins\n", output);
        Assert.Contains("sequences of these events: 1\n  1 -> 2 by h\n", output);

        var (alone, rest, _) = await ChildProgram.RunAsync(arguments, events.Split('\n')[0], SequenceRule);
        Assert.Equal(1, alone);
        Assert.Contains("The events make no sequence.", rest);
    }

    [Fact]
    public async Task An_event_of_the_cluster_is_found_by_its_id()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)]);
        var hits = await cluster.SearchAsync(TestCluster.Stream, """{"match_all":{}}""");
        var ids = hits.ToDictionary(
            hit => hit["_source"]!["process"]!["name"]!.GetValue<string>(),
            hit => hit["_id"]!.GetValue<string>()
        );

        var matching = await RunAsync(ids["cmd.exe"]);
        var other = await RunAsync(ids["svchost.exe"]);
        var absent = await RunAsync("no-such-id");

        Assert.True(matching.ExitCode == 0, matching.Errors);
        Assert.Contains($"/{ids["cmd.exe"]} matches", matching.Output);
        Assert.DoesNotContain("No alert", matching.Output);
        Assert.Equal(1, other.ExitCode);
        Assert.Equal(
            (2, "error: There is no event with the _id no-such-id in logs-*.\n"),
            (absent.ExitCode, absent.Errors)
        );

        Task<(int ExitCode, string Output, string Errors)> RunAsync(string id) =>
            ChildProgram.RunAsync(
                ["explain", "--rule", TestCluster.RuleId, "--index", "logs-*", "--id", id],
                environment: [("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())]
            );
    }

    [Theory]
    [InlineData(
        "483c4daf-b0c6-49e0-adf3-0bfa93231d6c",
        "There is no rule with the rule_id or name \"483c4daf-b0c6-49e0-adf3-0bfa93231d6c\" among the 1 that are loaded. Did you mean \"483c4daf-b0c6-49e0-adf3-0bfa93231d6b\"?"
    )]
    [InlineData("x", "There is no rule with the rule_id or name \"x\" among the 1 that are loaded.")]
    public async Task A_rule_that_is_not_there_is_a_usage_error(string rule, string sentence)
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(["explain", "--rule", rule, "--events", "-"], Attack);

        Assert.Equal((2, $"error: {sentence}\n"), (exitCode, errors));
    }

    [Fact]
    public async Task Without_an_event_it_says_how_to_name_one()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(["explain", "--rule", "x", "--index", "logs-*"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("Name the event: either --events FILE… or --index INDEX with --id ID…", errors);
    }
}
