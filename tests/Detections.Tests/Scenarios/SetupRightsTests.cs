using System.Text.Json.Nodes;
using Detections.Embedded;
using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Scenarios;

/// <summary>What set-up may do and grant.</summary>
public sealed class SetupRightsTests
{
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    [Fact]
    public async Task A_user_with_the_setup_role_can_do_all_but_manage_security()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        await CreateUserAsync(cluster, SetupRole());
        var file = SetupRun.NewFile();

        var results = await SetupRun.RunAsync(
            cluster.Configure(SetupRun.As("installer", "installer-password")),
            new SetupOptions(ApiKeyFile: file)
        );

        var skipped = Assert.Single(results, r => r.Outcome != StepOutcome.Created);
        Assert.Equal(("role detections-runtime-default", StepOutcome.Skipped), (skipped.Subject, skipped.Outcome));
        Assert.Contains("PUT /_security/role/detections-runtime-default {\"cluster\":[\"monitor\"]", skipped.Detail);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Each_step_that_may_not_be_taken_names_what_is_missing()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        await CreateUserAsync(cluster, """{"cluster":["monitor"],"indices":[]}""");

        var results = await SetupRun.RunAsync(
            cluster.Configure(SetupRun.As("installer", "installer-password")),
            new SetupOptions(ApiKeyFile: SetupRun.NewFile())
        );

        Assert.DoesNotContain(results, r => r.Outcome is StepOutcome.Created or StepOutcome.Upgraded);
        Assert.Contains("403", Detail("lifecycle policy"));
        Assert.Contains("403", Detail("index detections-state-default"));
        var missing = Detail("privileges of set-up");
        Assert.All(
            (string[])["manage_index_templates", "manage_ilm", "manage_ingest_pipelines", "manage_own_api_key"],
            privilege => Assert.Contains($"The cluster privilege {privilege} is missing.", missing)
        );
        Assert.Contains("The privilege manage on detections-state-default is missing.", missing);
        Assert.DoesNotContain("The cluster privilege monitor", missing);
        Assert.EndsWith("print the requests with `--for kibana-dev-tools` for somebody who may send them", missing);

        string Detail(string subject) =>
            results.First(r => r.Subject.StartsWith(subject, StringComparison.Ordinal)).Detail;
    }

    [Fact]
    public async Task Copies_with_other_rules_share_a_role_and_none_takes_anything_from_it()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var superuser = SetupRun.As(Superuser.UserName, Superuser.Password);
        var first = cluster.Configure(superuser);
        var second = cluster.Configure([
            .. superuser,
            .. TestCluster.Rule("more", "any where true", "packetbeat-*", "eu:logs-*"),
        ]);
        await SetupRun.RunAsync(second);
        var both = await RoleAsync();

        var unchanged = Role(await SetupRun.RunAsync(first));
        Assert.Equal((StepOutcome.Unchanged, ""), (unchanged.Outcome, unchanged.Detail));
        Assert.True(JsonNode.DeepEquals(both, await RoleAsync()));

        var other = cluster.Configure([.. superuser, .. TestCluster.Rule("other", "any where true", "auditbeat-*")]);
        var upgraded = Role(await SetupRun.RunAsync(other));
        Assert.Equal(
            (
                StepOutcome.Upgraded,
                "it keeps what it grants on packetbeat-*, eu:logs-*, which none of these rules reads but those of another copy may; if there is none, delete the role and run setup again"
            ),
            (upgraded.Outcome, upgraded.Detail)
        );
        var role = (await RoleAsync()).ToJsonString();
        Assert.All(
            (string[])["winlogbeat-*", "packetbeat-*", "auditbeat-*", "logs-*"],
            name => Assert.Contains($"\"{name}\"", role, StringComparison.Ordinal)
        );
        Assert.Equal(StepOutcome.Unchanged, Role(await SetupRun.RunAsync(other)).Outcome);

        StepResult Role(IEnumerable<StepResult> results) =>
            Assert.Single(results, r => r.Subject == "role detections-runtime-default");

        async Task<JsonNode> RoleAsync() =>
            (await cluster.SendAsync(HttpMethod.Get, "_security/role/detections-runtime-default"))!;
    }

    [Fact]
    public async Task A_role_that_is_refused_for_what_it_says_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Method != "PUT" || !request.Path.StartsWith("/_security/role/", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                400,
                """{"error":{"type":"illegal_argument_exception","reason":"unknown privilege"},"status":400}"""
            );
            return true;
        };

        var results = await SetupRun.RunAsync(cluster.Configure(SetupRun.As(Superuser.UserName, Superuser.Password)));

        var result = Assert.Single(results, r => r.Outcome == StepOutcome.Refused);
        Assert.Equal("role detections-runtime-default", result.Subject);
        Assert.EndsWith("answered 400 illegal_argument_exception: unknown privilege", result.Detail);
    }

    private static string SetupRole()
    {
        var (settings, rules) = ShippedConfiguration.Read();
        return RuntimeRole.SetupRole(settings, rules).ToJsonString();
    }

    private static async Task CreateUserAsync(TestCluster cluster, string role)
    {
        await cluster.SendAsync(HttpMethod.Put, "_security/role/installer", role);
        await cluster.SendAsync(
            HttpMethod.Put,
            "_security/user/installer",
            """{"password":"installer-password","roles":["installer"]}"""
        );
    }
}
