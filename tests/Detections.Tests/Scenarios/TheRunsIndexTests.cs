using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class TheRunsIndexTests
{
    [Fact]
    public async Task A_run_that_found_nothing_leaves_a_record_too()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();

        await TestCluster.RunAsync(product);

        var record = Assert.Single(await cluster.SearchAsync("detections-runs-default", """{"match_all":{}}"""))[
            "_source"
        ]!;
        Assert.Equal("run", record["kind"]!.GetValue<string>());
        Assert.Equal("succeeded", record["status"]!.GetValue<string>());
        Assert.Equal(0, record["events"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_rule_that_did_something_has_a_record_of_its_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();

        await TestCluster.RunAsync(product);

        var record = Assert.Single(
            await cluster.SearchAsync("detections-runs-default", """{"term":{"kind":"rule"}}""")
        )["_source"]!;
        Assert.Equal(TestCluster.RuleId, record["rule_id"]!.GetValue<string>());
        Assert.Equal(1, record["created"]!.GetValue<int>());
    }

    [Fact]
    public async Task Records_older_than_the_retention_are_deleted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        using var product = cluster.CreateProduct(overrides: ("Runs:Retention", "2d"));
        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-runs-default",
            """{"mappings":{"properties":{"@timestamp":{"type":"date"},"kind":{"type":"keyword"}}}}"""
        );
        foreach (var days in (int[])[1, 3])
        {
            await cluster.SendAsync(
                HttpMethod.Put,
                $"detections-runs-default/_doc/{days}-days-old?refresh=true",
                $$"""{"@timestamp":"{{TestCluster.Text(now.AddDays(-days))}}","kind":"old"}"""
            );
        }

        await TestCluster.RunAsync(product);

        var old = await cluster.SearchAsync("detections-runs-default", """{"term":{"kind":"old"}}""");
        Assert.Equal(["1-days-old"], old.Select(r => r["_id"]!.GetValue<string>()));
    }
}
