using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>What is larger than a run may take: limited, counted and named, and the event is judged all the same.</summary>
public sealed class BoundsTests
{
    private const int Megabyte = 1024 * 1024;

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

    private static IEnumerable<System.Text.Json.Nodes.JsonObject> Harmless(int count) =>
        Enumerable.Range(0, count).Select(_ => TestCluster.Harmless(TestCluster.Now));
}
