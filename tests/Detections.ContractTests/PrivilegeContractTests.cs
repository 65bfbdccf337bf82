using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Commands;
using Detections.ContractTests.Targets;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Runs;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.ContractTests;

public sealed class PrivilegeContractTests(TargetSet targets)
{
    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task The_role_of_a_running_copy_is_enough_for_all_it_does(string target)
    {
        await using var contract = await BeginSecuredAsync(target);
        await SetUpAsync(contract);
        var now = await contract.Get<ClusterTime>().NowAsync(Contract.Ct);
        await contract.IndexAsync(
            Enumerable
                .Range(0, 120)
                .Select(i =>
                    $$$"""{"@timestamp":"{{{now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}}}","event":{"category":"process"},"process":{"name":"evil.exe","pid":{{{i}}}}}"""
                )
        );
        var limited = await LimitedAsync(contract, _ => { });

        using var product = DetectionsHost.Create(limited, schedule: false, logs: false);
        var generations = product.Services.GetRequiredService<Generations>();
        Assert.Empty(
            await new RunningPrivileges(
                generations.Current.Services.GetRequiredService<ElasticsearchClient>(),
                limited.Settings,
                limited.Rules
            ).FindMissingAsync(Contract.Ct)
        );
        var first = await generations.RunAsync([contract.Group.Name], Contract.Ct).SingleAsync(Contract.Ct);
        var second = await generations.RunAsync([contract.Group.Name], Contract.Ct).SingleAsync(Contract.Ct);
        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded), (first.Status, second.Status));
        Assert.Equal((100, 20), (first.Rules.Sum(rule => rule.Created), second.Rules.Sum(rule => rule.Created)));
        var aliases = await contract.SendAsync($"GET /_alias/{AlertIndex.Alias(contract.Namespace)}");
        Assert.NotEmpty(aliases.AsObject());
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Each_privilege_that_is_missing_is_named(string target)
    {
        await using var contract = await BeginSecuredAsync(target);
        var required = RequiredPrivileges.ForRunning(contract.Configuration.Settings, contract.Configuration.Rules);
        foreach (var entry in required.Indices)
        {
            foreach (var privilege in entry.Privileges)
            {
                var missing = await MissingAsync(contract, role => Withhold(role, entry.Names[0], privilege.Name));
                Assert.Contains(
                    missing,
                    sentence =>
                        sentence.Contains(privilege.Name, StringComparison.Ordinal)
                        && sentence.Contains(entry.Names[0], StringComparison.Ordinal)
                );
            }
        }

        var cluster = await MissingAsync(contract, role => role["cluster"] = new JsonArray());
        Assert.Contains("monitor", Assert.Single(cluster), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task A_source_that_may_not_be_read_is_told_from_one_that_is_absent(string target)
    {
        await using var contract = await BeginSecuredAsync(target);
        await contract.IndexAsync(["""{"@timestamp":"2026-01-01T00:00:00Z"}"""]);
        var limited = await LimitedAsync(contract, role => Withhold(role, contract.Pattern, "read"));
        var source = contract.Copy(limited).GetRequiredService<IEventSource>();
        var map = await source.ResolveAsync([contract.Pattern], Contract.Ct);
        Assert.Equal(PatternState.Unreadable, map[contract.Pattern].State);
    }

    private async Task<Contract> BeginSecuredAsync(string target)
    {
        var contract = await Contract.BeginAsync(targets, target);
        if (!contract.Target.HasSecurity)
        {
            await contract.DisposeAsync();
            Assert.Skip(
                "Without security there are no privileges: name a key in DETECTIONS_TEST_ELASTICSEARCH_API_KEY"
            );
        }

        return contract;
    }

    private static async Task<IReadOnlyList<string>> MissingAsync(Contract contract, Action<JsonObject> change)
    {
        var limited = await LimitedAsync(contract, change);
        var client = contract.Copy(limited).GetRequiredService<ElasticsearchClient>();
        var privileges = new RunningPrivileges(client, limited.Settings, limited.Rules);
        return [.. (await privileges.FindMissingAsync(Contract.Ct)).Select(m => m.Sentence)];
    }

    /// <summary>The product as a user with the runtime role, as a test has changed it.</summary>
    private static async Task<Rules.Configuration> LimitedAsync(Contract contract, Action<JsonObject> change)
    {
        var role = RuntimeRole.Role(contract.Configuration.Settings, contract.Configuration.Rules);
        change(role);
        var password = $"{Guid.NewGuid():N}";
        await contract.SendAsync($"PUT /_security/role/{contract.UserName}", role.ToJsonString());
        await contract.SendAsync(
            $"PUT /_security/user/{contract.UserName}",
            $$"""{"password":"{{password}}","roles":["{{contract.UserName}}"]}"""
        );
        return contract.Configure(
            ("Elasticsearch:ApiKey", null),
            ("Elasticsearch:Username", contract.UserName),
            ("Elasticsearch:Password", password)
        );
    }

    private static void Withhold(JsonObject role, string name, string privilege)
    {
        var entry = role["indices"]!
            .AsArray()
            .Single(entry => entry!["names"]!.AsArray().Any(one => (string)one! == name))!;
        entry["privileges"] = new JsonArray([
            .. entry["privileges"]!
                .AsArray()
                .Select(one => (string)one!)
                .Where(one => one != privilege)
                .DefaultIfEmpty("none")
                .Select(one => JsonValue.Create(one)),
        ]);
    }

    /// <summary>What a running copy may not create itself.</summary>
    private static async Task SetUpAsync(Contract contract)
    {
        var name = AlertTemplate.Name(contract.Namespace);
        await contract.SendAsync(
            $"PUT /_index_template/{name}",
            AlertTemplate.Body(contract.Namespace, policy: null, isServerless: false).ToJsonString()
        );
    }
}
