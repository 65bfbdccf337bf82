using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Hosting;

namespace Detections.Tests.Scenarios;

public sealed class ExternalAlertsTests
{
    private const string Stream = "logs-detections.alert-default";
    private const string State = "detections-state-default";
    private const string All = """{"match_all":{}}""";
    private const string Notes = """{"term":{"kind":"external_alert"}}""";

    /// <summary>The conditions of Elastic's rule, in our own words: an alert that is not of a product which has a rule of its own, of the last two minutes.</summary>
    private const string Picked = """
        {"bool":{
          "filter":[{"term":{"event.kind":"alert"}},{"range":{"event.ingested":{"gte":"now-2m"}}}],
          "must_not":[{"terms":{"event.module":["endgame","endpoint","cloud_defend"]}}]
        }}
        """;

    private static readonly (string, string) Copying = ("Alerts:ExternalAlerts", "true");

    [Fact]
    public async Task Every_alert_has_a_copy_that_the_rule_picks_up()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Copying);

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 2), (report.Status, report.Created));
        var alerts = await cluster.AlertsAsync();
        var copies = await cluster.SearchAsync("logs-*", Picked);
        Assert.Equal(Ids(alerts), Ids(copies));
        Assert.All(copies, c => Assert.StartsWith($".ds-{Stream}-", (string?)c["_index"]));
        var (alert, copy) = (alerts[0], copies.Single(c => (string?)c["_id"] == (string?)alerts[0]["_id"])["_source"]!);
        var rule = TestCluster.Configuration(product).Rules.Groups[0].Rules[0];
        Assert.Equal(rule.Name, (string?)copy["message"]);
        Assert.Equal((47, 47), ((int)copy["event.severity"]!, (int)copy["event.risk_score"]!));
        Assert.Equal((string?)alert["_source"]!["kibana.alert.reason"], (string?)copy["event.reason"]);
        Assert.Equal(
            ((string?)alert["_id"], (string?)alert["_index"]),
            ((string?)copy["detections.alert.id"], (string?)copy["detections.alert.index"])
        );
        Assert.Equal("EXCH01", (string?)copy["host"]!["name"]);
        Assert.Equal("cmd.exe", (string?)copy["process"]!["name"]);
        Assert.DoesNotContain(copy.AsObject(), p => p.Key.StartsWith("kibana", StringComparison.Ordinal));
        Assert.Empty(await cluster.SearchAsync(State, Notes));
    }

    [Fact]
    public async Task Unless_asked_for_there_is_no_copy()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct();

        await TestCluster.RunAsync(product);

        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
        Assert.Empty(await cluster.SearchAsync(Stream, All));
        Assert.DoesNotContain(
            cluster.Proxy.Requests,
            r => r.Body?.Contains("external", StringComparison.Ordinal) == true
        );
    }

    [Theory]
    [InlineData(503, "POST /_bulk answered 503")]
    [InlineData(200, "403 security_exception: not allowed")]
    public async Task A_copy_that_fails_leaves_the_alert_alone_and_is_made_by_the_next_run_once(int status, string told)
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Copying);
        RefuseCopies(cluster, status);

        var first = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Warning, 2), (first.Status, first.Created));
        var warning = Assert.Single(first.Warnings);
        Assert.StartsWith(
            $"Alerts that are not yet copied to {Stream}, where Elastic's rule External Alerts looks: 2. Each run tries again. {told}",
            warning
        );
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
        Assert.Equal(2, (await cluster.SearchAsync(State, Notes)).Count);

        cluster.Proxy.LetThrough();
        await AssertSettledAsync(cluster, product);
    }

    [Fact]
    public async Task An_answer_that_is_lost_once_is_asked_for_again()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Copying);
        var lost = 0;
        cluster.Proxy.LosesAnswer = r => IsCopying(r) && Interlocked.Increment(ref lost) == 1;

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Succeeded, report.Status);
        Assert.Equal(2, lost);
        Assert.Equal(2, (await cluster.SearchAsync(Stream, All)).Count);
        Assert.Empty(await cluster.SearchAsync(State, Notes));
    }

    [Fact]
    public async Task An_answer_that_is_lost_for_good_doubles_no_copy_not_even_in_a_new_backing_index()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Copying);
        cluster.Proxy.LosesAnswer = IsCopying;

        Assert.Equal(RunStatus.Warning, (await TestCluster.RunAsync(product)).Status);

        cluster.Proxy.LosesAnswer = _ => false;
        var copies = cluster.Proxy.Requests.Count(IsCopying);
        await AssertSettledAsync(cluster, product);
        // They are found, so that it does not take a conflict to tell; in another backing index there would be none.
        Assert.Equal(copies, cluster.Proxy.Requests.Count(IsCopying));
    }

    [Fact]
    public async Task An_alert_that_nobody_heard_of_being_written_gets_its_copy_too()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Copying);
        cluster.Proxy.LosesAnswer = r =>
            r.Path.StartsWith("/_bulk", StringComparison.Ordinal)
            && r.Body!.StartsWith("""{"create":{"_index":"detections-alerts-""", StringComparison.Ordinal);

        Assert.Equal(RunStatus.Failed, (await TestCluster.RunAsync(product)).Status);
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);

        cluster.Proxy.LosesAnswer = _ => false;
        await AssertSettledAsync(cluster, product);
    }

    [Fact]
    public async Task A_note_that_cannot_be_made_keeps_back_neither_the_alert_nor_its_copy()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Copying);
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isNote =
                request.Path.StartsWith("/_bulk", StringComparison.Ordinal)
                && request.Body!.StartsWith("""{"create":{"_index":"detections-state-""", StringComparison.Ordinal);
            if (isNote)
            {
                await ClusterProxy.Refuse(context, 503);
            }

            return isNote;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Warning, 2), (report.Status, report.Created));
        Assert.StartsWith(
            $"Alerts that are to be copied to {Stream} could not be noted: 2. Those that this run does not copy never will be. POST /_bulk answered 503",
            Assert.Single(report.Warnings)
        );
        Assert.Equal(2, (await cluster.SearchAsync(Stream, All)).Count);
    }

    [Fact]
    public async Task What_cannot_be_copied_for_as_long_as_the_catch_up_reaches_is_given_up_and_that_is_told()
    {
        await using var cluster = await StartAsync();
        var now = TestCluster.Now;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(overrides: [Copying, ("Sweep:CatchUp", "1h")]);
        RefuseCopies(cluster, status: 200);
        await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Post, $"{State}/_refresh");

        now = now.AddHours(3);
        var late = await TestCluster.RunAsync(product);

        Assert.Contains(
            late.Warnings,
            w => w.Contains("given up: 2. They are in detections-alerts-default only.", StringComparison.Ordinal)
        );
        Assert.Empty(await cluster.SearchAsync(State, Notes));
    }

    [Fact]
    public async Task A_field_that_the_stream_refuses_costs_the_copy_no_more_than_that_field()
    {
        await using var cluster = await StartAsync("""{"process":{"properties":{"name":{"type":"long"}}}}""");
        using var product = cluster.CreateProduct(overrides: Copying);

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Succeeded, report.Status);
        var copies = await cluster.SearchAsync(Stream, All);
        Assert.Equal(2, copies.Count);
        Assert.All(copies, c => Assert.Equal("EXCH01", (string?)c["_source"]!["host"]!["name"]));
        Assert.All(copies, c => Assert.False(c["_source"]!["process"]!.AsObject().ContainsKey("name")));
        Assert.All(copies, c => Assert.True(c["_source"]!["process"]!.AsObject().ContainsKey("executable")));
    }

    [Fact]
    public async Task A_notice_is_not_copied_and_what_comes_from_the_queue_is()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(
            overrides: [Copying, ($"Rules:Items:{TestCluster.RuleId}:max_signals", "1")]
        );

        await TestCluster.RunAsync(product);
        Assert.Single(await cluster.NoticesAsync());
        Assert.Single(await cluster.SearchAsync(Stream, All));

        await TestCluster.RunAsync(product);
        Assert.Equal(Ids(await cluster.AlertsAsync()), Ids(await cluster.SearchAsync(Stream, All)));
    }

    [Fact]
    public async Task A_copy_is_never_evidence()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(
            overrides: [Copying, .. TestCluster.Rule("everything", "any where true", "logs-*")]
        );
        var first = await TestCluster.RunAsync(product);
        Assert.Equal((2, 4), ((int)first.Events, first.Created));
        Assert.Equal(4, (await cluster.SearchAsync(Stream, All)).Count);

        var second = await TestCluster.RunAsync(product);

        Assert.Equal((6, 0), ((int)second.Events, second.Created));
        Assert.Equal(4, (await cluster.SearchAsync(Stream, All)).Count);
    }

    /// <summary>The next run makes the copies that are missing; it and the one after it make no more.</summary>
    private static async Task AssertSettledAsync(TestCluster cluster, IHost product)
    {
        await cluster.SendAsync(HttpMethod.Post, $"{State},{Stream}/_refresh?ignore_unavailable=true");
        for (var run = 0; run < 2; run++)
        {
            var report = await TestCluster.RunAsync(product);
            Assert.Empty(report.Failures.Concat(report.Warnings));
            Assert.Equal(Ids(await cluster.AlertsAsync()), Ids(await cluster.SearchAsync(Stream, All)));
            Assert.Empty(await cluster.SearchAsync(State, Notes));
        }
    }

    /// <summary>With 200, the request is answered and each copy refused.</summary>
    private static void RefuseCopies(TestCluster cluster, int status) =>
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!IsCopying(request))
            {
                return false;
            }

            const string Refused =
                """{"create":{"status":403,"error":{"type":"security_exception","reason":"not allowed"}}}""";
            await ClusterProxy.Refuse(
                context,
                status,
                status == 200 ? $$"""{"errors":true,"items":[{{Refused}},{{Refused}}]}""" : ""
            );
            return true;
        };

    private static bool IsCopying(RecordedRequest request) =>
        request.Path.StartsWith("/_bulk", StringComparison.Ordinal)
        && request.Body!.StartsWith($"{{\"create\":{{\"_index\":\"{Stream}\"", StringComparison.Ordinal);

    private static IEnumerable<string> Ids(IEnumerable<JsonObject> hits) =>
        hits.Select(h => h["_id"]!.GetValue<string>()).Order(StringComparer.Ordinal);

    /// <summary>With two attacks, and a template as Elastic installs it for all streams of logs.</summary>
    private static async Task<TestCluster> StartAsync(string properties = "{}")
    {
        var cluster = await TestCluster.StartAsync();
        var mapped = JsonNode.Parse(properties)!.AsObject();
        mapped["@timestamp"] = JsonNode.Parse("""{"type":"date"}""");
        mapped["message"] = JsonNode.Parse("""{"type":"match_only_text"}""");
        mapped["event"] = JsonNode.Parse("""{"properties":{"ingested":{"type":"date"}}}""");
        mapped["data_stream"] = JsonNode.Parse(
            """{"properties":{"type":{"type":"constant_keyword","value":"logs"},"dataset":{"type":"constant_keyword"},"namespace":{"type":"constant_keyword"}}}"""
        );
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/logs",
            $$$$"""
            {
              "index_patterns": ["logs-*-*"], "data_stream": {}, "priority": 200,
              "template": { "mappings": {
                "dynamic_templates": [{"strings":{"match_mapping_type":"string","mapping":{"type":"keyword","ignore_above":1024}}}],
                "properties": {{{{mapped.ToJsonString()}}}}
              } }
            }
            """
        );
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Attack(now), TestCluster.Attack(now.AddSeconds(-1))]);
        return cluster;
    }
}
