using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class RefusedDocumentsTests
{
    [Fact]
    public async Task A_source_that_the_alerts_index_refuses_is_alerted_without_the_offending_part()
    {
        await using var cluster = await TestCluster.StartAsync();
        var attack = TestCluster.Attack(TestCluster.Now);
        // A text where the alerts index maps an object: no ignore_malformed helps against that.
        attack["file"] = "evil.exe";
        await cluster.IndexAsync([attack]);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
        Assert.Equal(1, Assert.Single(report.Rules).Reduced);
        var source = Assert.Single(await cluster.AlertsAsync())["_source"]!;
        Assert.Null(source["file"]);
        Assert.Equal("cmd.exe", source["process"]!["name"]!.GetValue<string>());
        Assert.Equal("file", source["kibana.alert.detections.source_omitted"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_refused_in_every_other_form_becomes_a_minimal_alert_that_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var hasEvent =
                request.Path.StartsWith("/_bulk", StringComparison.Ordinal)
                && request.Body!.Contains("UMWorkerProcess", StringComparison.Ordinal)
                && request.Body.Contains("\"parent\":{", StringComparison.Ordinal);
            if (hasEvent)
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"Limit of total fields [1000] has been exceeded"}}}]}"""
                );
            }

            return hasEvent;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
        var source = Assert.Single(await cluster.AlertsAsync())["_source"]!;
        Assert.Null(source["process"]);
        Assert.Contains("Limit of total fields", source["kibana.alert.detections.source_note"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_alert_that_cannot_be_written_leaves_its_time_to_the_next_run()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now.AddMinutes(-2))]);
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isAlert =
                request.Path.StartsWith("/_bulk", StringComparison.Ordinal)
                && request.Body!.Contains("detections-alerts", StringComparison.Ordinal);
            if (isAlert)
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"errors":true,"items":[{"create":{"status":403,"error":{"type":"cluster_block_exception","reason":"index [x] blocked by: [FORBIDDEN/8/index write (api)];"}}}]}"""
                );
            }

            return isAlert;
        };

        var blocked = await TestCluster.RunAsync(product);
        cluster.Proxy.LetThrough();
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 0), (blocked.Status, blocked.Created));
        Assert.True(blocked.Uncovered > TimeSpan.FromMinutes(8));
        Assert.Contains("cluster_block_exception", Assert.Single(blocked.Failures));
        Assert.Equal((RunStatus.Succeeded, 1, TimeSpan.Zero), (next.Status, next.Created, next.Uncovered));
    }

    [Fact]
    public async Task A_document_with_comments_in_it_is_judged_and_alerted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var attack = TestCluster.Attack(TestCluster.Now).ToJsonString();
        await cluster.SendAsync(HttpMethod.Post, $"{TestCluster.Stream}/_doc?refresh=true", "{/*hi*/" + attack[1..]);
        using var product = cluster.CreateProduct();

        Assert.Equal(1, (await TestCluster.RunAsync(product)).Created);
        var alert = Assert.Single(await cluster.AlertsAsync());
        Assert.Equal("cmd.exe", alert["_source"]!["process"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_document_whose_text_is_broken_is_judged_and_alerted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var attack = TestCluster.Attack(TestCluster.Now);
        attack["process"]!["command_line"] = "MARK";
        var broken = attack.ToJsonString().Replace("MARK", "cmd \\ud800 /c", StringComparison.Ordinal);
        await cluster.SendAsync(HttpMethod.Post, $"{TestCluster.Stream}/_doc?refresh=true", broken);
        using var product = cluster.CreateProduct();

        Assert.Equal(1, (await TestCluster.RunAsync(product)).Created);
        var alert = Assert.Single(await cluster.AlertsAsync());
        Assert.Equal("cmd \ufffd /c", alert["_source"]!["process"]!["command_line"]!.GetValue<string>());
    }
}
