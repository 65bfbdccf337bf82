using System.Text.Json.Nodes;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

/// <summary>Further matches of the same kind become a number on the first one's alert, each once.</summary>
public sealed class SuppressionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Within_a_run_the_oldest_match_is_the_alert_and_counts_the_others()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 4));
        var product = new Product(cluster);

        var report = await product.RunAsync(Noon);

        Assert.Equal((1, 3), (report.Created, report.Suppressed));
        var alert = Assert.Single(await cluster.AlertsAsync())["_source"]!;
        Assert.Equal(3, alert["kibana.alert.suppression.docs_count"]!.GetValue<int>());
        Assert.Equal("2026-06-01T11:55:00.000Z", alert["kibana.alert.suppression.start"]!.GetValue<string>());
        Assert.Equal("2026-06-01T11:55:03.000Z", alert["kibana.alert.suppression.end"]!.GetValue<string>());
        Assert.Equal(
            """[{"field":"host.name","value":["EXCH01"]}]""",
            alert["kibana.alert.suppression.terms"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_match_that_is_read_again_is_not_counted_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-2), 4));
        var product = new Product(cluster);
        await product.RunAsync(Noon);

        var again = await product.RunAsync(Noon.AddMinutes(5));

        Assert.Equal((0, 0, 4L), (again.Created, again.Suppressed, again.Duplicate));
        Assert.Equal(3, await DocsCountAsync(cluster));
    }

    [Fact]
    public async Task With_a_duration_later_runs_count_on_the_alert_and_an_older_one_is_followed_by_a_new_one()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "1"), ("duration:unit", "h"));
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        await product.RunAsync(Noon);
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(25), 2));
        await product.RunAsync(Noon.AddMinutes(30));
        Assert.Equal(2, await DocsCountAsync(cluster));

        await cluster.IndexAsync(Attacks(Noon.AddMinutes(85), 1));
        await product.RunAsync(Noon.AddMinutes(90));

        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task Without_a_duration_the_next_run_raises_an_alert_of_its_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster);
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        await product.RunAsync(Noon);
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(3), 1));
        await product.RunAsync(Noon.AddMinutes(5));

        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_match_that_waited_in_the_queue_is_suppressed_and_counted_too()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "1"), ("duration:unit", "h"));
        var others = Attacks(Noon.AddMinutes(-6), 100)
            .Select(
                (e, i) =>
                {
                    e["host"]!["name"] = $"H{i}";
                    return e;
                }
            );
        await cluster.IndexAsync([.. others, .. Attacks(Noon.AddMinutes(-3), 3)]);
        var first = await product.RunAsync(Noon);
        Assert.Equal((100, 3), (first.Created, first.Queued));

        var second = await product.RunAsync(Noon.AddMinutes(5));
        var third = await product.RunAsync(Noon.AddMinutes(10));

        Assert.Equal((1, 2, 0L), (second.Created, second.Suppressed, second.QueueLength));
        Assert.Equal((0, 0), (third.Created, third.Suppressed));
        var alert = Assert.Single(
            await cluster.AlertsAsync(),
            a => (string)a["_source"]!["host"]!["name"]! == "EXCH01"
        );
        Assert.Equal(2, (int)alert["_source"]!["kibana.alert.suppression.docs_count"]!);
    }

    [Fact]
    public async Task An_alert_that_was_closed_takes_no_more_in()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "1"), ("duration:unit", "h"));
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        await product.RunAsync(Noon);
        var alert = Assert.Single(await cluster.AlertsAsync());
        var closed = alert["_source"]!.DeepClone();
        closed["kibana.alert.workflow_status"] = "closed";
        await cluster.SendAsync(
            HttpMethod.Put,
            $"{alert["_index"]}/_doc/{alert["_id"]}?refresh=true",
            closed.ToJsonString()
        );
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(3), 1));
        await product.RunAsync(Noon.AddMinutes(5));

        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task An_alert_that_was_deleted_comes_again_and_counts_what_is_like_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "1"), ("duration:unit", "h"));
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        await product.RunAsync(Noon);
        var alert = Assert.Single(await cluster.AlertsAsync());
        await cluster.SendAsync(HttpMethod.Delete, $"{alert["_index"]}/_doc/{alert["_id"]}");
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(28), 2));

        var report = await product.RunAsync(Noon.AddMinutes(30));

        Assert.Equal((1, 2), (report.Created, report.Suppressed));
        var again = Assert.Single(await cluster.AlertsAsync());
        Assert.Equal((string?)alert["_id"], (string?)again["_id"]);
        Assert.Equal("2026-06-01T11:55:00.000Z", (string?)again["_source"]!["kibana.alert.suppression.start"]);
        Assert.Equal(2, await DocsCountAsync(cluster));
    }

    [Fact]
    public async Task An_alert_that_was_deleted_after_more_than_the_catch_up_is_followed_by_a_new_one()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "72"), ("duration:unit", "h"));
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        await product.RunAsync(Noon);
        var alert = Assert.Single(await cluster.AlertsAsync());
        await cluster.SendAsync(HttpMethod.Delete, (string)alert["_index"]!);
        await cluster.IndexAsync(Attacks(Noon.AddHours(25).AddMinutes(-2), 2));

        var report = await product.RunAsync(Noon.AddHours(25));

        Assert.Equal(1, report.Created);
        Assert.NotEqual((string?)alert["_id"], (string?)Assert.Single(await cluster.AlertsAsync())["_id"]);
    }

    [Fact]
    public async Task An_alert_that_was_refused_for_good_takes_nothing_in()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "1"), ("duration:unit", "h"));
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isAlert =
                request.Path == "/_bulk"
                && request.Body!.Contains("\"_index\":\"detections-alerts-", StringComparison.Ordinal);
            if (isAlert)
            {
                context.Response.ContentType = "application/json";
                context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"errors":true,"items":[{"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"no"}}}]}"""
                );
            }

            return isAlert;
        };
        var refused = await product.RunAsync(Noon);
        cluster.Proxy.LetThrough();
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(3), 2));

        var next = await product.RunAsync(Noon.AddMinutes(5));

        Assert.Equal((0, 1), (refused.Created, refused.Rejected));
        Assert.Equal((1, 1), (next.Created, next.Suppressed));
        Assert.Equal(1, await DocsCountAsync(cluster));
    }

    [Fact]
    public async Task What_has_run_out_is_deleted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var product = new Product(cluster, ("duration:value", "2"), ("duration:unit", "h"));
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 1));
        await product.RunAsync(Noon);
        var inTime = await ClaimsAsync(Noon.AddMinutes(90));
        var runOut = await ClaimsAsync(Noon.AddHours(3));

        Assert.Equal((1, 0), (inTime, runOut));

        async Task<int> ClaimsAsync(DateTimeOffset now)
        {
            await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
            await product.RunAsync(now);
            return (await cluster.SearchAsync("detections-state-default", """{"term":{"kind":"suppressing"}}""")).Count;
        }
    }

    [Theory]
    [InlineData("suppress", 1)]
    [InlineData("doNotSuppress", 3)]
    public async Task Matches_that_lack_the_field_are_suppressed_as_the_strategy_says(string strategy, int alerts)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(
            Attacks(Noon.AddMinutes(-5), 3)
                .Select(e =>
                {
                    e.Remove("host");
                    return e;
                })
        );

        await new Product(cluster, ("missing_fields_strategy", strategy)).RunAsync(Noon);

        Assert.Equal(alerts, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task The_count_survives_an_analyst_who_writes_into_the_alert_at_the_same_time()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync(Attacks(Noon.AddMinutes(-5), 4));
        var wasWritten = false;
        cluster.Proxy.Answered = async request =>
        {
            if (request.Method == "GET" && request.Path.Contains("/_doc/", StringComparison.Ordinal) && !wasWritten)
            {
                wasWritten = true;
                var alert = Assert.Single(await cluster.AlertsAsync());
                var acknowledged = alert["_source"]!.DeepClone();
                acknowledged["kibana.alert.workflow_status"] = "acknowledged";
                await cluster.SendAsync(
                    HttpMethod.Put,
                    $"{alert["_index"]}/_doc/{alert["_id"]}",
                    acknowledged.ToJsonString()
                );
            }
        };

        var report = await new Product(cluster).RunAsync(Noon);

        Assert.Empty(report.Failures);
        var written = Assert.Single(await cluster.AlertsAsync())["_source"]!;
        Assert.Equal("acknowledged", written["kibana.alert.workflow_status"]!.GetValue<string>());
        Assert.Equal(3, written["kibana.alert.suppression.docs_count"]!.GetValue<int>());
    }

    private static IEnumerable<JsonObject> Attacks(DateTimeOffset first, int count) =>
        Enumerable.Range(0, count).Select(i => TestCluster.Attack(first.AddSeconds(i)));

    private static async Task<int> DocsCountAsync(TestCluster cluster) =>
        Assert.Single(await cluster.AlertsAsync())["_source"]!["kibana.alert.suppression.docs_count"]!.GetValue<int>();

    /// <summary>The built-in rule with suppression by host, at a time that is set for each run.</summary>
    private sealed class Product
    {
        private readonly FakeTimeProvider _clock = new(Noon);
        private readonly TestCluster _cluster;
        private readonly IHost _host;

        public Product(TestCluster cluster, params (string Key, string Value)[] suppression)
        {
            var section = $"Rules:Items:{TestCluster.RuleId}:alert_suppression:";
            _cluster = cluster;
            _host = cluster.CreateProduct(
                _clock,
                [(section + "group_by:0", "host.name"), .. suppression.Select(s => (section + s.Key, s.Value))]
            );
        }

        public async Task<Detections.Runs.RunReport> RunAsync(DateTimeOffset now)
        {
            _clock.SetUtcNow(now);
            _cluster.Proxy.Date = () => now;
            // Between two runs there is time enough for what one wrote to be found by the next.
            await _cluster.AlertsAsync();
            return await TestCluster.RunAsync(_host);
        }
    }
}
