using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Scenarios;

/// <summary>A cluster that has no lifecycle, no replicas and no users of its own.</summary>
public sealed class SetupServerlessTests
{
    [Fact]
    public void Serverless_is_spared_what_it_refuses()
    {
        var configuration = ShippedConfiguration.Read();

        var steps = SetupRun.Plan(configuration, cluster: new("p", "u", new(8, 11, 0), IsServerless: true));

        var text = SetupText.Plain(steps);
        Assert.DoesNotContain("auto_expand_replicas", text);
        Assert.DoesNotContain("refresh_interval", text);
        Assert.DoesNotContain("lifecycle\"", text);
        Assert.DoesNotContain("_ilm", text);
        Assert.Contains("lifecycle policy detections-alerts-default: nothing to send", text);
        Assert.DoesNotContain(
            RequiredPrivileges.ForSetup(configuration.Settings, configuration.Rules, isServerless: true).Cluster,
            p => p.Name == "manage_ilm"
        );
    }

    [Fact]
    public async Task A_running_copy_on_serverless_says_nothing_of_replicas_and_refreshes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Path == "/")
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"cluster_name":"p","cluster_uuid":"u","version":{"number":"8.11.0","build_flavor":"serverless"},"tagline":"You Know, for Search"}"""
                );
                return true;
            }

            if (
                request.Body?.Contains("auto_expand_replicas", StringComparison.Ordinal) == true
                || request.Body?.Contains("refresh_interval", StringComparison.Ordinal) == true
            )
            {
                await ClusterProxy.Refuse(
                    context,
                    400,
                    """{"error":{"type":"illegal_argument_exception","reason":"not available"}}"""
                );
                return true;
            }

            return false;
        };
        using var product = cluster.CreateProduct();

        Assert.Equal(1, (await TestCluster.RunAsync(product)).Created);
    }
}
