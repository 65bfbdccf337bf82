using Detections.Embedded;
using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Diagnosis;

/// <summary>Whether the first alert of a month will find a place.</summary>
public sealed class AlertTemplateCheckTests
{
    private const string Setup = " -> Run `detections setup` once with credentials that may manage index templates";
    private const string Template = "_index_template/detections-alerts-default";

    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "of the tests");

    [Fact]
    public async Task After_setup_it_is_green()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        Assert.Equal(
            ["green: each new index gets mapping, alias and lifecycle"],
            (await Examination.OfAsync(cluster)).Of("template")
        );
    }

    [Fact]
    public async Task Before_setup_the_least_privileges_are_too_few_to_write_an_alert()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);

        Assert.Equal(
            [
                "red: no index template detections-alerts-default and detections-alerts-default-undated puts new indices behind this alias, and these credentials may not: the first alert of a month cannot be written"
                    + Setup,
            ],
            (await Examination.OfAsync(cluster, await RuntimeKeyAsync(cluster))).Of("template")
        );
    }

    [Fact]
    public async Task Who_may_manage_the_indices_is_told_only_of_the_lifecycle()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Equal(
            [
                "amber: no index template detections-alerts-default and detections-alerts-default-undated puts new indices behind this alias; runs do it, but no lifecycle deletes old alerts"
                    + Setup,
            ],
            (await Examination.OfAsync(cluster)).Of("template")
        );
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PUT", """{"index_patterns":["detections-alerts-default-2*"],"priority":600}""")]
    public async Task A_template_that_was_deleted_or_replaced_is_red_although_this_month_is_well(
        string method,
        string? body
    )
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        await SetupRun.RunAsync(
            cluster.Configure(
                ("Elasticsearch:Username", Superuser.UserName),
                ("Elasticsearch:Password", Superuser.Password)
            )
        );
        await cluster.SendAsync(new(method), Template, body);

        var results = await Examination.OfAsync(cluster, await RuntimeKeyAsync(cluster));

        Assert.StartsWith(
            "red: no index template detections-alerts-default puts new indices behind this alias, and these credentials may not",
            Assert.Single(results.Of("template"))
        );
        Assert.All(results.Of("index"), r => Assert.StartsWith("green: ", r));
    }

    [Fact]
    public async Task Who_may_not_see_templates_is_told_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith($"/{Template}", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, 403, """{"error":{"type":"security_exception","reason":"no"}}""");
            return true;
        };

        Assert.Equal(
            ["skipped: these credentials may not see the index templates"],
            (await Examination.OfAsync(cluster)).Of("template")
        );
    }

    private static async Task<(string, string)> RuntimeKeyAsync(TestCluster cluster)
    {
        var (settings, rules) = ShippedConfiguration.Read();
        var key = await cluster.SendAsync(
            HttpMethod.Post,
            "_security/api_key",
            RuntimeRole.ApiKey(settings, rules).ToJsonString()
        );
        return ("Elasticsearch:ApiKey", key!["encoded"]!.GetValue<string>());
    }
}
