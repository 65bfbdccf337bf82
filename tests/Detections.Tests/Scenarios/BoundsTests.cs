using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>What is larger than a run may take: limited, counted and named, and the event is judged all the same.</summary>
public sealed class BoundsTests
{
    private const int Megabyte = 1024 * 1024;

    private static JsonObject Small(DateTimeOffset time)
    {
        var attack = TestCluster.Attack(time);
        attack.Remove("user");
        return attack;
    }

    [Fact]
    public async Task A_document_of_50_MB_is_judged_by_the_fields_of_the_rules_and_alerted_by_an_excerpt()
    {
        await using var cluster = await TestCluster.StartAsync();
        var huge = TestCluster.Attack(TestCluster.Now);
        huge["message"] = new string('x', 50 * Megabyte);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), huge, .. Harmless(1200)]);
        using var product = cluster.CreateProduct(overrides: ("Sweep:PreFilter", "off"));

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1202, 2), (report.Status, report.Events, report.Created));
        Assert.Equal((0, TimeSpan.Zero), (report.SetAsideCount, report.Uncovered));
        Assert.Equal(1, Assert.Single(report.Rules).Reduced);
        var alerts = await cluster.AlertsAsync();
        Assert.Equal(2, alerts.Count);
        var excerpt = alerts.Single(a => a["_source"]!["process"] is null)["_source"]!;
        Assert.Contains(
            "is too large to be copied",
            excerpt["kibana.alert.detections.source_note"]!.GetValue<string>()
        );
        Assert.Contains("parent process UMWorkerProcess.exe", excerpt["kibana.alert.reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_document_that_is_too_large_even_by_the_fields_of_the_rules_is_set_aside_by_name_and_the_rest_is_read()
    {
        await using var cluster = await TestCluster.StartAsync();
        var huge = TestCluster.Harmless(TestCluster.Now);
        huge["process"]!["executable"] = new string('x', 10 * Megabyte);
        await cluster.IndexAsync([.. Harmless(300), huge, .. Harmless(300), TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct(
            overrides: [("Sweep:PreFilter", "off"), ("Sweep:MemoryBudget", "16")]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Warning, 602, 1), (report.Status, report.Events, report.Created));
        Assert.Equal((1, TimeSpan.Zero), (report.SetAsideCount, report.Uncovered));
        var id = (await cluster.SearchAsync(TestCluster.Stream, "{\"match_all\":{}}")).Single(h =>
            h["_source"]!["process"]!["executable"]!.GetValue<string>().Length > Megabyte
        )["_id"]!.GetValue<string>();
        Assert.Contains($"/{id}: it is too large to be read", Assert.Single(report.SetAside));
        Assert.Contains(id, Assert.Single(report.Warnings));
    }

    [Fact]
    public async Task A_hundred_thousand_matches_of_one_instant_fill_cap_and_queue_and_leave_a_hole_that_is_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        var instant = Seconds.Floor(TestCluster.Now.AddMinutes(-3));
        foreach (var portion in Enumerable.Range(0, 100_000).Chunk(10_000))
        {
            await cluster.IndexAsync(portion.Select(_ => Small(instant)), refresh: false);
        }

        await cluster.SendAsync(HttpMethod.Post, $"{TestCluster.Stream}/_refresh");
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        var rule = Assert.Single(report.Rules);
        Assert.Equal((100_000, 100, 10_000), (rule.Matched, rule.Created, rule.Queued));
        Assert.Equal(10_000, rule.QueueLength);
        Assert.Equal(3, report.Unsearched.Count);
        Assert.Single(await cluster.NoticesAsync());
    }

    [Fact]
    public async Task Three_hundred_rules_that_match_everything_share_the_budget_and_find_in_later_runs_what_they_let_go()
    {
        const int rules = 300;
        const int events = 20;
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(Harmless(events));
        using var product = cluster.CreateProduct(
            overrides:
            [
                ("Sweep:MemoryBudget", "16"),
                ("Queue:Limit", "0"),
                ($"Rules:Items:{TestCluster.RuleId}:enabled", "false"),
                .. Enumerable
                    .Range(0, rules)
                    .SelectMany(i =>
                        TestCluster
                            .Rule($"everything-{i}", "process where true", "logs-endpoint.events.*")
                            .Append(($"Rules:Items:everything-{i}:max_signals", "10"))
                    ),
            ]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Warning, report.Status);
        Assert.Equal(rules, report.Rules.Count(r => r is { Matched: events, Created: 10 }));
        Assert.Matches(
            """^[0-9]+ matches of [0-9]+ rules, most of them of "everything-[0-9]+", were let go, because more matches waited to be written than the run may keep\. Their time counts as not searched, and they are found again\. Allow it more with Sweep:MemoryBudget$""",
            Assert.Single(report.Warnings, w => w.Contains("let go", StringComparison.Ordinal))
        );
        Assert.NotEmpty(report.Unsearched);
        var first = report.Created;
        for (var run = 0; run < 10 && report.Created > 0; run++)
        {
            report = await TestCluster.RunAsync(product);
        }

        Assert.NotEqual(rules * events, first);
        Assert.Equal((RunStatus.Succeeded, 0), (report.Status, report.Unsearched.Count));
        Assert.Equal(rules * events, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_document_that_is_nested_nearly_a_thousand_deep_is_judged_and_alerted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var deep = TestCluster.Attack(TestCluster.Now);
        var text = $"{string.Concat(Enumerable.Repeat("{\"a\":", 900))}1{new string('}', 900)}";
        deep["deep"] = JsonNode.Parse(text, null, new() { MaxDepth = 1000 });
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), deep, .. Harmless(10)]);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 2, 0), (report.Status, report.Created, report.SetAsideCount));
    }

    [Fact]
    public async Task A_value_of_ten_megabytes_is_judged_by_its_beginning()
    {
        await using var cluster = await TestCluster.StartAsync();
        var long10 = TestCluster.Attack(TestCluster.Now);
        long10["process"]!["executable"] = @"C:\tools\" + new string('x', 10 * Megabyte);
        await cluster.IndexAsync([long10, .. Harmless(10)]);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((1, 0), (report.Created, report.SetAsideCount));
        Assert.Equal(TimeSpan.Zero, report.Uncovered);
    }

    [Fact]
    public async Task More_pending_events_of_a_sequence_than_the_budget_allows_are_let_go_and_that_is_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        var first = Seconds.Floor(TestCluster.Now.AddMinutes(-4));
        for (var portion = 0; portion < 4; portion++)
        {
            await cluster.IndexAsync(
                Enumerable
                    .Range(portion * 5000, 5000)
                    .Select(i =>
                    {
                        var item = Small(first.AddMilliseconds(i * 5));
                        item["user"] = new JsonObject { ["name"] = $"user-{i}" };
                        item["process"]!["name"] = "rare.exe";
                        return item;
                    })
            );
        }

        using var product = cluster.CreateProduct(
            overrides:
            [
                ("Sweep:MemoryBudget", "16"),
                ($"Rules:Items:{TestCluster.RuleId}:enabled", "false"),
                .. TestCluster.Rule(
                    "pending",
                    "sequence by user.name with maxspan=5m [process where process.name == \"rare.exe\"] [network where true]",
                    "logs-endpoint.events.*"
                ),
            ]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Contains(
            report.Warnings,
            w =>
                w.StartsWith("Rule \"pending\" had more events to keep than it may: ", StringComparison.Ordinal)
                && w.EndsWith(
                    "were let go, and sequences that began with them are not found. Allow it more with Sweep:MemoryBudget",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task Large_events_between_small_ones_cost_few_requests()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(
            Enumerable
                .Range(0, 5)
                .SelectMany(_ =>
                {
                    var huge = TestCluster.Attack(TestCluster.Now);
                    huge["message"] = new string('x', 5 * Megabyte);
                    return Harmless(2000).Append(huge);
                })
        );
        using var product = cluster.CreateProduct(
            overrides: [("Sweep:PreFilter", "off"), ("Sweep:MemoryBudget", "16")]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 10_005, 5), (report.Status, report.Events, report.Created));
        Assert.InRange(report.Pages, 5, 500);
    }

    private static IEnumerable<JsonObject> Harmless(int count) =>
        Enumerable.Range(0, count).Select(_ => TestCluster.Harmless(TestCluster.Now));
}
