using Detections.Tests.Cluster;

namespace Detections.Tests.Diagnosis;

public sealed class ExternalAlertsCheckTests
{
    private const string Id = "external-alerts";
    private const string Trouble =
        ", so the copies of alerts would go to an ordinary index that never rolls over and has no fitting mapping -> Enable Elastic's own templates (stack.templates.enabled: true), or install an index template for logs-*-* with data_stream";

    private static readonly (string, string) Copying = ("Alerts:ExternalAlerts", "true");

    [Fact]
    public async Task Where_no_alert_is_copied_nothing_is_asked()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Empty((await Examination.OfAsync(cluster)).Of(Id));
    }

    [Fact]
    public async Task A_template_that_makes_data_streams_is_green()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Equal(
            ["green: a data stream by the index template events"],
            (await Examination.OfAsync(cluster, Copying)).Of(Id, "logs-detections.alert-default")
        );
    }

    [Fact]
    public async Task No_template_at_all_is_amber()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Delete, "_data_stream/*");
        await cluster.SendAsync(HttpMethod.Delete, "_index_template/events");

        Assert.Equal(
            [$"amber: no index template matches it{Trouble}"],
            (await Examination.OfAsync(cluster, Copying)).Of(Id)
        );
    }

    [Fact]
    public async Task The_template_that_wins_is_judged()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/mine",
            """{"index_patterns":["x-*","logs-detections*"],"priority":500}"""
        );

        Assert.Equal(
            [$"amber: the index template mine matches it and does not make data streams{Trouble}"],
            (await Examination.OfAsync(cluster, Copying)).Of(Id)
        );
    }

    [Fact]
    public async Task Credentials_that_may_not_see_templates_are_no_fault()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isAsked = request.Path.StartsWith("/_index_template?", StringComparison.Ordinal);
            if (isAsked)
            {
                await ClusterProxy.Refuse(
                    context,
                    403,
                    """{"error":{"type":"security_exception","reason":"no"},"status":403}"""
                );
            }

            return isAsked;
        };

        Assert.Equal(
            ["skipped: these credentials may not see the index templates"],
            (await Examination.OfAsync(cluster, Copying)).Of(Id)
        );
    }
}
