using System.Text.Json.Nodes;
using Detections.Observability;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Cluster;
using Detections.Tests.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Detections.Tests.Scenarios;

/// <summary>What the cluster refuses in every form is neither lost nor tried for ever.</summary>
public sealed class RejectedAlertsTests
{
    private const string Conflict =
        """{"type":"document_parsing_exception","reason":"[1:9] object mapping for [kibana.alert] tried to parse field [alert] as object, but found a concrete value"}""";
    private const string FieldLimit =
        """{"type":"document_parsing_exception","reason":"failed to parse","caused_by":{"type":"illegal_argument_exception","reason":"Limit of total fields [1000] has been exceeded"}}""";
    private const string Block =
        """{"type":"cluster_block_exception","reason":"index [x] blocked by: [FORBIDDEN/8/index write (api)];"}""";
    private const string FloodStage =
        """{"type":"cluster_block_exception","reason":"index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"}""";
    private const string Closed = """{"type":"index_closed_exception","reason":"closed"}""";
    private const string Busy = """{"type":"es_rejected_execution_exception","reason":"rejected execution"}""";
    private const string Unavailable =
        """{"type":"unavailable_shards_exception","reason":"primary shard is not active"}""";

    [Theory]
    [InlineData(400, Conflict, "tried to parse field")]
    [InlineData(400, FieldLimit, "Limit of total fields")]
    public async Task An_alert_that_is_refused_in_every_form_is_kept_as_text_and_settled(
        int status,
        string error,
        string said
    )
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        RefuseAlerts(cluster, status, error);

        var refused = await TestCluster.RunAsync(product);
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 0, 1), (refused.Status, refused.Created, refused.Rejected));
        Assert.Equal(TimeSpan.Zero, refused.Uncovered);
        Assert.Contains("refuses 1 alerts of rule", Assert.Single(refused.Failures));
        Assert.Contains(said, Assert.Single(refused.Failures));
        Assert.Equal((RunStatus.Warning, 1, 0), (next.Status, next.Duplicate, next.Rejected));
        Assert.Equal(1, next.RejectedKept);
        var kept = Assert.Single(await RejectedAsync(cluster))["_source"]!;
        Assert.Contains(said, kept["reason"]!.GetValue<string>());
        var document = JsonNode.Parse(kept["document"]!.GetValue<string>())!;
        Assert.Equal(TestCluster.RuleId, document["kibana.alert.rule.rule_id"]!.GetValue<string>());
        Assert.Equal("EXCH01", document["host.name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(403, Block)]
    [InlineData(429, FloodStage)]
    [InlineData(400, Closed)]
    [InlineData(503, Unavailable)]
    public async Task What_a_retry_can_mend_is_not_settled(int status, string error)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        RefuseAlerts(cluster, status, error);

        var blocked = await TestCluster.RunAsync(product);
        cluster.Proxy.LetThrough();
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 0, 0), (blocked.Status, blocked.Rejected, blocked.Created));
        Assert.True(blocked.Uncovered > TimeSpan.Zero);
        Assert.Equal((RunStatus.Succeeded, 1, TimeSpan.Zero), (next.Status, next.Created, next.Uncovered));
        Assert.Empty(await RejectedAsync(cluster));
    }

    [Fact]
    public async Task Alerts_of_one_request_that_fare_differently_are_each_treated_by_their_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now.AddSeconds(-10);
        await cluster.IndexAsync(Enumerable.Range(0, 4).Select(i => TestCluster.Attack(now.AddSeconds(i))));
        using var product = cluster.CreateProduct();
        // By the order of their events: busy, unavailable, refused for good, well.
        (int Status, string Error)[] fates = [(429, Busy), (503, Unavailable), (400, Conflict), (201, "")];
        var ids = new List<string>();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!IsAlerts(request) || request.Body!.Split('\n') is not { Length: > 1 } lines)
            {
                return false;
            }

            List<string> asked =
            [
                .. lines
                    .Where((_, i) => i % 2 == 0)
                    .Where(l => l.Length > 0)
                    .Select(l => JsonNode.Parse(l)!["create"]!["_id"]!.GetValue<string>()),
            ];
            ids.AddRange(asked.Where(id => !ids.Contains(id)));
            await AnswerAsync(context, asked.Select(id => fates[ids.IndexOf(id)]));
            return true;
        };

        var mixed = await TestCluster.RunAsync(product);
        cluster.Proxy.LetThrough();
        var next = await TestCluster.RunAsync(product);

        var rule = Assert.Single(mixed.Rules);
        Assert.Equal((1, 2, 1), (rule.Created, rule.Failed, rule.Rejected));
        Assert.Equal(ids[2], Assert.Single(await RejectedAsync(cluster))["_source"]!["alert_id"]!.GetValue<string>());
        // The proxy only said that the fourth was written.
        Assert.Equal((3, 1), (next.Created, next.Duplicate));
        Assert.Equal(TimeSpan.Zero, next.Uncovered);
    }

    [Fact]
    public async Task Rejected_alerts_are_shown_by_health_metric_rules_and_command_until_they_are_dealt_with()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Attack(now.AddSeconds(-2)), TestCluster.Attack(now.AddSeconds(-1))]);
        using var product = cluster.CreateScheduledProduct();
        RefuseAlerts(cluster, 400, Conflict);

        var history = product.Services.GetRequiredService<RunHistory>();
        await history.AddAsync(await TestCluster.RunAsync(product));
        var health = await HealthAsync(product);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("Alerts that the cluster refused for good: 2.", health.Description);
        Assert.Equal(2, history.Rejected);

        var rules = await CommandAsync(cluster, "rules", "--output", "json");
        Assert.Equal(2, JsonNode.Parse(rules.Output)![0]!["rejected"]!.GetValue<int>());
        var listed = await CommandAsync(cluster, "rejected", "--output", "json");
        Assert.Equal(1, listed.ExitCode);
        var ids = JsonNode.Parse(listed.Output)!.AsArray().Select(a => a!["alert_id"]!.GetValue<string>()).ToList();
        Assert.Equal(2, ids.Count);
        var text = await CommandAsync(cluster, "rejected");
        Assert.Contains("2 alerts were refused for good", text.Output, StringComparison.Ordinal);
        Assert.Contains($"  {ids[0]}: document_parsing_exception", text.Output, StringComparison.Ordinal);

        cluster.Proxy.LetThrough();
        Assert.Equal(2, (await CommandAsync(cluster, "rejected", "--retry", "nonsense")).ExitCode);
        Assert.Equal(2, (await CommandAsync(cluster, "rejected", "--retry", "all", "--discard", "all")).ExitCode);
        var discarded = await CommandAsync(cluster, "rejected", "--discard", ids[0]);
        Assert.Equal((0, "1 rejected alerts are discarded."), (discarded.ExitCode, discarded.Output.Trim()));
        var retried = await CommandAsync(cluster, "rejected", "--retry", "all");
        Assert.Equal(0, retried.ExitCode);
        Assert.Contains("1 rejected alerts are queued", retried.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandAsync(cluster, "rejected")).ExitCode);

        // Who discards an alert whose event is still read gets it again, which is no loss.
        var report = await TestCluster.RunAsync(product);
        await history.AddAsync(report);
        Assert.Equal((2, 1, 0L), (report.Created, report.FromQueue, report.RejectedKept));
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(product)).Status);
    }

    private static async Task<HealthCheckResult> HealthAsync(IHost product) =>
        await new RejectedHealthCheck(product.Services.GetRequiredService<RunHistory>()).CheckHealthAsync(
            new(),
            TestContext.Current.CancellationToken
        );

    private static Task<(int ExitCode, string Output, string Errors)> CommandAsync(
        TestCluster cluster,
        params string[] arguments
    ) => ChildProgram.RunAsync(arguments, environment: ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()));

    private static Task<IReadOnlyList<JsonObject>> RejectedAsync(TestCluster cluster) =>
        cluster.SearchAsync("detections-state-default", "{\"term\":{\"kind\":\"rejected\"}}");

    private static void RefuseAlerts(TestCluster cluster, int status, string error) =>
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!IsAlerts(request))
            {
                return false;
            }

            var count = request.Body!.Split("\"create\":{\"_index\"").Length - 1;
            await AnswerAsync(context, Enumerable.Repeat((status, error), count));
            return true;
        };

    private static bool IsAlerts(RecordedRequest request) =>
        request.Path.StartsWith("/_bulk", StringComparison.Ordinal)
        && request.Body!.Contains("\"_index\":\"detections-alerts", StringComparison.Ordinal);

    private static Task AnswerAsync(
        Microsoft.AspNetCore.Http.HttpContext context,
        IEnumerable<(int Status, string Error)> fates
    )
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        var items = fates.Select(f =>
            "{\"create\":{\"status\":" + f.Status + (f.Error.Length > 0 ? ",\"error\":" + f.Error : "") + "}}"
        );
        return ClusterProxy.Refuse(context, 200, $$"""{"errors":true,"items":[{{string.Join(',', items)}}]}""");
    }
}
