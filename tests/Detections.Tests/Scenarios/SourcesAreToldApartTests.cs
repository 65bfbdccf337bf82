using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class SourcesAreToldApartTests
{
    [Fact]
    public async Task A_pattern_without_an_index_is_a_warning()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Delete, "_data_stream/winlogbeat-8.19.0");
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Warning, 1), (report.Status, report.Created));
        Assert.Equal(["No index matches winlogbeat-*"], report.Warnings);
    }

    [Fact]
    public async Task Nothing_to_watch_at_all_is_never_plain_success()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Delete, "_data_stream/*");
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Warning, report.Status);
        Assert.Contains("None of the index patterns matches anything: nothing is being watched", report.Warnings);
    }

    [Fact]
    public async Task A_pattern_that_may_not_be_read_is_a_failure_and_the_rest_is_watched()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Path != "/_security/user/_has_privileges")
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                200,
                """
                {"username":"d","has_all_requested":false,"cluster":{},"application":{},"index":{
                  "logs-endpoint.events.*":{"read":true},"winlogbeat-*":{"read":false},"logs-windows.*":{"read":true}}}
                """
            );
            return true;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 1), (report.Status, report.Created));
        Assert.Equal(
            ["The indices of winlogbeat-* may not be read: grant the privileges read and view_index_metadata on it"],
            report.Failures
        );
    }

    [Fact]
    public async Task An_event_is_judged_only_by_rules_whose_patterns_reach_its_index()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Harmless(now)]);
        await cluster.IndexAsync([TestCluster.Harmless(now)], "winlogbeat-8.19.0");
        using var product = cluster.CreateProduct(
            overrides: TestCluster.Rule("second", "process where process.name == \"svchost.exe\"", "winlogbeat-*")
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((2, 1), (report.Events, report.Created));
        var alert = Assert.Single(await cluster.AlertsAsync());
        Assert.StartsWith(
            ".ds-winlogbeat-8.19.0-",
            alert["_source"]!["kibana.alert.ancestors"]![0]!["index"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task Events_without_an_arrival_time_are_found_by_their_timestamp()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        var plain = TestCluster.Attack(now.AddMinutes(-1));
        plain["event"]!.AsObject().Remove("ingested");
        // Happened long ago, arrived now: what the arrival time is for.
        await cluster.IndexAsync([plain, TestCluster.Attack(now.AddHours(-3), ingested: now)]);
        using var product = cluster.CreateProduct();

        Assert.Equal(2, (await TestCluster.RunAsync(product)).Created);
    }

    [Fact]
    public async Task A_rule_that_wants_no_events_without_an_arrival_time_gets_none_though_others_do()
    {
        await using var cluster = await TestCluster.StartAsync();
        var attack = TestCluster.Attack(TestCluster.Now);
        attack["event"]!.AsObject().Remove("ingested");
        await cluster.IndexAsync([attack]);
        using var product = cluster.CreateProduct(
            overrides:
            [
                .. TestCluster.Rule("strict", "process where true", "logs-endpoint.events.*"),
                ("Rules:Items:strict:timestamp_override", "event.ingested"),
                ("Rules:Items:strict:timestamp_override_fallback_disabled", "true"),
            ]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
        var alert = Assert.Single(await cluster.AlertsAsync());
        Assert.Equal(TestCluster.RuleId, alert["_source"]!["kibana.alert.rule.rule_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_a_rule_excludes_it_does_not_judge()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Harmless(TestCluster.Now)]);
        await cluster.IndexAsync([TestCluster.Harmless(TestCluster.Now)], "winlogbeat-8.19.0");
        using var product = cluster.CreateProduct(
            overrides: TestCluster.Rule("all-but-one", "any where true", "logs-*", "winlogbeat-*", "-winlogbeat-8*")
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((2, 1), (report.Events, report.Created));
    }

    [Fact]
    public async Task A_rule_over_everything_does_not_alert_on_its_own_alerts()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Harmless(TestCluster.Now)]);
        using var product = cluster.CreateProduct(overrides: TestCluster.Rule("everything", "any where true", "*"));

        await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Post, "detections-alerts-default/_refresh");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        await TestCluster.RunAsync(product);

        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task A_remote_cluster_of_which_nothing_is_known_is_a_failure_and_proves_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct(overrides: TestCluster.Rule("remote", "any where true", "eu:logs-*"));
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isRemote = request.Path.StartsWith("/_resolve/index/eu", StringComparison.Ordinal);
            if (isRemote)
            {
                await ClusterProxy.Refuse(context, 200, """{"indices":[],"aliases":[],"data_streams":[]}""");
            }

            return isRemote;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(
            ["Nothing is known of eu:logs-*: its remote cluster does not answer, or has no such index"],
            report.Failures
        );
        Assert.True(report.Uncovered > TimeSpan.FromMinutes(8));
    }

    [Fact]
    public async Task A_remote_cluster_that_a_point_in_time_leaves_out_is_not_taken_for_searched()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct(overrides: TestCluster.Rule("remote", "any where true", "eu:logs-*"));
        cluster.Proxy.Answer = async (request, context) =>
        {
            var answer = request.Path switch
            {
                var p when p.StartsWith("/_resolve/index/eu", StringComparison.Ordinal) =>
                    """{"indices":[{"name":"eu:logs-a"}],"aliases":[],"data_streams":[]}""",
                var p when p.Contains("/_pit", StringComparison.Ordinal) => """{"id":"a view"}""",
                var p when p.StartsWith("/_search", StringComparison.Ordinal) =>
                    """{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[]}}""",
                var p when p.StartsWith("/eu%3Alogs-*/_search", StringComparison.Ordinal) =>
                    """{"timed_out":false,"_shards":{"failed":0},"_clusters":{"total":1,"skipped":1},"hits":{"hits":[]}}""",
                _ => null,
            };
            if (answer is not null)
            {
                await ClusterProxy.Refuse(context, 200, answer);
            }

            return answer is not null;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Contains("1 remote clusters did not answer completely", Assert.Single(report.Failures));
        Assert.True(report.Uncovered > TimeSpan.FromMinutes(8));
    }

    [Fact]
    public async Task Events_of_an_index_that_no_pattern_explains_are_not_passed_over()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isPage = request.Path.StartsWith("/_search", StringComparison.Ordinal);
            if (isPage)
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[{"_index":"stray","_id":"1","_source":{},"sort":[1]}]}}"""
                );
            }

            return isPage;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.All(
            report.Failures,
            f => Assert.EndsWith("Events came from stray, which stands behind none of the patterns", f)
        );
        Assert.Equal(3, report.Failures.Count);
        Assert.True(report.Uncovered > TimeSpan.FromMinutes(8));
    }
}
