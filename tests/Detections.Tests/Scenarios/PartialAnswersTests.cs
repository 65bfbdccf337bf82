using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>What answers is alerted; what does not is not taken for searched.</summary>
public sealed class PartialAnswersTests
{
    private const string Winlogbeat = "winlogbeat-8.19.0";

    [Fact]
    public async Task What_healthy_shards_have_is_alerted_and_only_the_pattern_that_lacks_some_is_not_proven()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], Winlogbeat);
        cluster.Proxy.Intercept = FailShardsOf(".ds-winlogbeat-8.19.0-2026.11.24-000001");
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 2), (report.Status, report.Created));
        Assert.Equal(
            [
                "Reading winlogbeat-* failed. The answer is incomplete: 2 shards failed of .ds-winlogbeat-8.19.0-2026.11.24-000001",
            ],
            report.Failures
        );
        Assert.Equal(["winlogbeat-*"], report.Unsearched.Select(u => u.Pattern));

        cluster.Proxy.Intercept = _ => Task.FromResult(false);
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 0), (next.Status, next.Created));
        Assert.Empty(next.Unsearched);
    }

    [Fact]
    public async Task Where_failed_shards_are_not_named_every_pattern_is_asked_by_itself()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        cluster.Proxy.Intercept = FailShardsOf(null);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 1), (report.Status, report.Created));
        Assert.Equal(3, report.Failures.Count);
        Assert.Equal(3, report.Unsearched.Count);
    }

    [Fact]
    public async Task Shards_that_were_skipped_because_they_cannot_match_are_normal()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        cluster.Proxy.Intercept = ChangeShards(shards =>
        {
            shards["total"] = 5;
            shards["skipped"] = 4;
        });
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
        Assert.Empty(report.Unsearched);
    }

    [Fact]
    public async Task No_shard_at_all_is_not_success()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Intercept = ChangeShards(shards => shards["total"] = 0);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.All(report.Failures, f => Assert.EndsWith("no shard was searched", f));
        Assert.Equal(3, report.Unsearched.Count);
    }

    [Fact]
    public async Task A_bad_index_behind_a_pattern_hides_none_of_the_others()
    {
        await using var cluster = await TestCluster.StartAsync();
        foreach (var stream in (string[])["winlogbeat-a", "winlogbeat-b", "winlogbeat-c"])
        {
            await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], stream);
        }

        cluster.Proxy.Answer = async (request, context) =>
        {
            var isBroken =
                request.Path.Contains("/_pit", StringComparison.Ordinal)
                && (
                    request.Path.Contains("winlogbeat-*", StringComparison.Ordinal)
                    || request.Path.Contains("winlogbeat-b", StringComparison.Ordinal)
                );
            if (isBroken)
            {
                await ClusterProxy.Refuse(
                    context,
                    500,
                    """{"error":{"type":"index_shard_corrupted","reason":"failed engine"},"status":500}"""
                );
            }

            return isBroken;
        };
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 2), (report.Status, report.Created));
        Assert.Equal(["winlogbeat-*"], report.Unsearched.Select(u => u.Pattern));
        Assert.Single(report.Failures);
    }

    [Fact]
    public async Task A_point_in_time_that_is_lost_in_the_middle_is_opened_anew()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(
            Enumerable.Range(0, 5).Select(i => TestCluster.Attack(TestCluster.Now.AddSeconds(-i)))
        );
        var pages = 0;
        cluster.Proxy.Answer = async (request, context) =>
        {
            // The third page, and all that is asked of that point in time afterwards
            var isLost = IsPage(request) && Interlocked.Increment(ref pages) is 3 or 4;
            if (isLost)
            {
                await ClusterProxy.Refuse(
                    context,
                    404,
                    """{"error":{"root_cause":[{"type":"search_context_missing_exception","reason":"No search context found for id [7]"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":404}"""
                );
            }

            return isLost;
        };
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "2"));

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 5), (report.Status, report.Created));
        Assert.Empty(report.Unsearched);
    }

    [Fact]
    public async Task An_index_that_is_deleted_while_it_is_read_costs_only_what_it_held()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], Winlogbeat);
        var isDeleted = false;
        cluster.Proxy.Answered = async request =>
        {
            if (!isDeleted && request.Path.StartsWith("/_resolve", StringComparison.Ordinal))
            {
                isDeleted = true;
                await cluster.SendAsync(HttpMethod.Delete, $"_data_stream/{Winlogbeat}");
            }
        };
        using var product = cluster.CreateProduct();

        await TestCluster.RunAsync(product);
        var next = await TestCluster.RunAsync(product);

        Assert.Single(await cluster.AlertsAsync());
        Assert.Empty(next.Failures);
        Assert.Empty(next.Unsearched);
    }

    private static Func<ProxiedRequest, Task<bool>> FailShardsOf(string? index) =>
        async proxied =>
        {
            if (!IsPage(proxied.Request))
            {
                return false;
            }

            if (proxied.Request.Path.EndsWith("=false", StringComparison.Ordinal))
            {
                await proxied.ReplyAsync(
                    NodeAnswer.Json(
                        503,
                        """{"error":{"type":"search_phase_execution_exception","reason":"Partial shards failure"},"status":503}"""
                    )
                );
                return true;
            }

            var answer = JsonNode.Parse((await proxied.ForwardAsync()).Text)!;
            answer["_shards"]!["failed"] = 2;
            if (index is not null)
            {
                answer["_shards"]!["failures"] = new JsonArray(
                    new JsonObject
                    {
                        ["shard"] = 0,
                        ["index"] = index,
                        ["reason"] = new JsonObject { ["type"] = "node_not_connected_exception" },
                    }
                );
            }

            await proxied.ReplyAsync(NodeAnswer.Json(200, answer.ToJsonString()));
            return true;
        };

    private static Func<ProxiedRequest, Task<bool>> ChangeShards(Action<JsonNode> change) =>
        async proxied =>
        {
            if (!IsPage(proxied.Request))
            {
                return false;
            }

            var answer = JsonNode.Parse((await proxied.ForwardAsync()).Text)!;
            change(answer["_shards"]!);
            await proxied.ReplyAsync(NodeAnswer.Json(200, answer.ToJsonString()));
            return true;
        };

    private static bool IsPage(RecordedRequest request) =>
        request.Path.StartsWith("/_search", StringComparison.Ordinal)
        && request.Body!.Contains("_shard_doc", StringComparison.Ordinal);
}
