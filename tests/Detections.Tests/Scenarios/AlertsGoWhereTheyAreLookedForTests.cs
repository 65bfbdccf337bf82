using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class AlertsGoWhereTheyAreLookedForTests
{
    private static readonly DateTimeOffset Now = TestCluster.Now;
    private static readonly string Month = $"detections-alerts-default-{TestCluster.Text(Now)[..7].Replace('-', '.')}";

    [Fact]
    public async Task An_alias_that_comes_from_a_template_is_not_asked_for_again()
    {
        await using var cluster = await StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/alerts",
            """{"index_patterns":["detections-alerts-default-2*"],"template":{"aliases":{"detections-alerts-default":{}}}}"""
        );
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(1, report.Created);
        Assert.DoesNotContain(cluster.Proxy.Requests, r => r.Path.Contains("/_alias/", StringComparison.Ordinal));
        Assert.DoesNotContain(
            cluster.Proxy.Requests,
            r => r.Method == "PUT" && r.Path == $"/{Month}" && r.Body!.Contains("aliases", StringComparison.Ordinal)
        );
        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task An_index_that_lost_its_alias_gets_it_back()
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Delete, $"{Month}/_alias/detections-alerts-default");
        await cluster.IndexAsync([TestCluster.Attack(Now)]);

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(1, report.Created);
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task Without_an_alias_and_without_the_right_to_add_it_no_alert_is_hidden_from_the_analyst()
    {
        await using var cluster = await StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Method != "PUT" || !request.Path.Contains("/_alias/", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                403,
                """{"error":{"type":"security_exception","reason":"unauthorized"},"status":403}"""
            );
            return true;
        };
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(0, report.Created);
        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Contains(
            report.Failures,
            f =>
                f.Contains(
                    $"The index {Month} is not behind the alias detections-alerts-default, where alerts are looked for, and these credentials may not put it there. Run `detections setup`",
                    StringComparison.Ordinal
                )
        );

        cluster.Proxy.LetThrough();
        await TestCluster.RunAsync(product);
        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task An_index_that_somebody_else_made_is_not_written_to()
    {
        await using var cluster = await StartAsync();
        await cluster.SendAsync(HttpMethod.Put, Month);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(0, report.Created);
        Assert.Contains(
            report.Failures,
            f =>
                f.Contains(
                    $"The index {Month} was not made by this program, so what is written to it could not be searched as alerts.",
                    StringComparison.Ordinal
                )
        );
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(Now)]);
        return cluster;
    }
}
