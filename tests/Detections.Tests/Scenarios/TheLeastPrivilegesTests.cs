using Detections.Elasticsearch;
using Detections.Embedded;
using Detections.Installation;
using Detections.Rules;
using Detections.Runs;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Scenarios;

/// <summary>On a node that asks who is calling and holds each request against what they may do.</summary>
public sealed class TheLeastPrivilegesTests
{
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    private static readonly (string, string)[] AsSuperuser =
    [
        ("Elasticsearch:Username", Superuser.UserName),
        ("Elasticsearch:Password", Superuser.Password),
    ];

    private static readonly (string, string) Copying = ("Alerts:ExternalAlerts", "true");

    /// <summary>One alert a run, so that the queue is used too.</summary>
    private static readonly (string, string) Cap = ($"Rules:Items:{TestCluster.RuleId}:max_signals", "1");

    /// <summary>Every privilege of a running copy, by its place in the definition.</summary>
    public static TheoryData<int, string> Privileges()
    {
        var data = new TheoryData<int, string>();
        var required = RequiredPrivileges.ForRunning(Shipped().Settings, Shipped().Rules);
        foreach (var privilege in required.Cluster)
        {
            data.Add(-1, privilege.Name);
        }

        for (var i = 0; i < required.Indices.Count; i++)
        {
            foreach (var privilege in required.Indices[i].Privileges)
            {
                data.Add(i, privilege.Name);
            }
        }

        return data;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_setup_a_copy_with_the_runtime_key_lacks_nothing(bool copies)
    {
        await using var cluster = await StartAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "api-key");
        var copying = ("Alerts:ExternalAlerts", copies ? "true" : "false");
        var results = await SetupRun.RunAsync(
            cluster.Configure([.. AsSuperuser, copying]),
            new SetupOptions(ApiKeyFile: file)
        );
        Assert.DoesNotContain(results, r => r.Outcome is StepOutcome.Refused or StepOutcome.Skipped);
        var key = ("Elasticsearch:ApiKey", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        using var product = cluster.CreateProduct(overrides: [key, Cap, copying]);

        Assert.Empty(await FindMissingAsync(cluster.Configure(key, Cap, copying)));
        var first = await TestCluster.RunAsync(product);
        var second = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded), (first.Status, second.Status));
        Assert.Equal((1, 1), (first.Created, second.Created));
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
        Assert.Equal(
            copies ? 2 : 0,
            (await cluster.SearchAsync("logs-detections.alert-default", """{"match_all":{}}""")).Count
        );
    }

    [Theory]
    [MemberData(nameof(Privileges))]
    public async Task Each_privilege_is_needed_and_named_when_it_is_missing(int entry, string privilege)
    {
        await using var cluster = await StartAsync();
        var configuration = cluster.Configure([.. AsSuperuser, Copying]);
        await SetupRun.RunAsync(
            configuration,
            [
                .. SetupRun
                    .Plan(configuration)
                    .Where(s => s.Subject.StartsWith("index template", StringComparison.Ordinal)),
            ]
        );
        if (privilege == "delete")
        {
            await LeaveSomethingToDeleteAsync(cluster);
        }

        var key = await KeyWithoutAsync(cluster, entry, privilege);
        using var product = cluster.CreateProduct(overrides: [("Elasticsearch:ApiKey", key), Cap, Copying]);

        var missing = await FindMissingAsync(cluster.Configure(("Elasticsearch:ApiKey", key), Copying));

        var names =
            entry < 0
                ? [""]
                : RequiredPrivileges.ForRunning(configuration.Settings, configuration.Rules).Indices[entry].Names;
        Assert.Equal(names.Count, missing.Count);
        Assert.All(
            names.Zip(missing),
            m =>
            {
                Assert.Contains($"privilege {privilege}", m.Second, StringComparison.Ordinal);
                Assert.Contains(m.First, m.Second, StringComparison.Ordinal);
            }
        );
        // A server insists on the header, and what is no date is as good as none.
        cluster.Proxy.DateHeader = "none";
        var first = await TestCluster.RunAsync(product);
        var second = await TestCluster.RunAsync(product);
        Assert.NotEmpty(first.Failures.Concat(first.Warnings).Concat(second.Failures));
        if (entry < 0)
        {
            Assert.EndsWith(
                "GET /_cat/health answered 403 without a Date. Grant the cluster privilege monitor",
                Assert.Single(first.Failures)
            );
        }
    }

    /// <summary>A point in time is of the indices themselves, so that a grant on an alias does not suffice to read it.</summary>
    [Fact]
    public async Task Events_that_may_be_read_by_an_alias_alone_are_a_failure_and_no_alert_is_written_without_them()
    {
        await using var cluster = await StartAsync();
        await cluster.SendAsync(HttpMethod.Put, "app-2026", """{"aliases":{"security-events":{}}}""");
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], "app-2026");
        var rule = TestCluster.Rule("alias", "process where true", "security-events");
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "api-key");
        await SetupRun.RunAsync(cluster.Configure([.. AsSuperuser, .. rule]), new SetupOptions(ApiKeyFile: file));
        var key = ("Elasticsearch:ApiKey", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        using var product = cluster.CreateProduct(overrides: [key, .. rule]);

        Assert.Equal(
            [
                """The privilege read on app-2026 is missing. No event there is seen, and no rule can match. Add to the role or the API key: {"indices":[{"names":["app-2026"],"privileges":["read"]}]}""",
                """The privilege view_index_metadata on app-2026 is missing. It cannot be told which indices stand behind the pattern. Add to the role or the API key: {"indices":[{"names":["app-2026"],"privileges":["view_index_metadata"]}]}""",
            ],
            await FindMissingAsync(cluster.Configure([key, .. rule]))
        );
        var report = await TestCluster.RunAsync(product);

        Assert.Contains(
            report.Failures,
            f =>
                f.StartsWith("Reading security-events failed. POST /_search answered 403", StringComparison.Ordinal)
                && f.Contains("app-2026", StringComparison.Ordinal)
        );
        Assert.Equal(2, report.Created);
    }

    /// <summary>A queue with a match in it, and the record of a run long past.</summary>
    private static async Task LeaveSomethingToDeleteAsync(TestCluster cluster)
    {
        using var product = cluster.CreateProduct(overrides: [.. AsSuperuser, Cap]);
        await TestCluster.RunAsync(product);
        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-runs-default/_doc/old?refresh=true",
            """{"kind":"run","@timestamp":"2020-01-01T00:00:00Z"}"""
        );
    }

    private static async Task<string> KeyWithoutAsync(TestCluster cluster, int entry, string privilege)
    {
        var body = RuntimeRole.ApiKey(Shipped().Settings, Shipped().Rules);
        var role = body["role_descriptors"]!.AsObject().Single().Value!;
        var privileges = (entry < 0 ? role["cluster"] : role["indices"]![entry]!["privileges"])!.AsArray();
        privileges.Remove(privileges.Single(p => (string)p! == privilege));
        var answer = await cluster.SendAsync(HttpMethod.Post, "_security/api_key", body.ToJsonString());
        return (string)answer!["encoded"]!;
    }

    private static async Task<IReadOnlyList<string>> FindMissingAsync(Configuration configuration)
    {
        await using var services = ElasticsearchServices.Create(configuration.Settings);
        var missing = await new RunningPrivileges(
            services.GetRequiredService<ElasticsearchClient>(),
            configuration.Settings,
            configuration.Rules
        ).FindMissingAsync(TestContext.Current.CancellationToken);
        return [.. missing.Select(m => m.Sentence)];
    }

    private static Configuration Shipped() => ShippedConfiguration.Read(Copying);

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync(Superuser);
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Attack(now), TestCluster.Attack(now.AddSeconds(-1))]);
        return cluster;
    }
}
