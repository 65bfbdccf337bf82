using Detections.Alerts;
using Detections.ContractTests.Targets;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.ContractTests;

public sealed class IndexContractTests(TargetSet targets)
{
    private const string Pipeline = $"/_ingest/pipeline/{IngestedPipeline.Name}";

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Our_indices_are_created_explicitly_and_by_two_copies_at_once(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var copies = Enumerable
            .Range(0, 4)
            .Select(_ => contract.Copy(contract.Configuration).GetRequiredService<IndexInstaller>())
            .Select(installer =>
                installer.EnsureAsync(
                    StateIndex.NameIn(contract.Namespace),
                    StateIndex.Definition,
                    alias: null,
                    Contract.Ct
                )
            );
        await Task.WhenAll(copies);

        var name = StateIndex.NameIn(contract.Namespace);
        var shown = (await contract.SendAsync($"GET /{name}?flat_settings=true"))[name]!;
        Assert.Equal("true", (string)shown["settings"]!["index.hidden"]!);
        Assert.Equal("false", shown["mappings"]!["dynamic"]!.ToString());
        Assert.Equal("keyword", (string)shown["mappings"]!["properties"]!["kind"]!["type"]!);
        Assert.Equal(StateIndex.Schema, (int)shown["mappings"]!["_meta"]!["schema"]!);
        var (status, error) = await contract.Target.TrySendAsync($"PUT /{name}", "{}", Contract.Ct);
        Assert.Equal(400, status);
        Assert.Equal("resource_already_exists_exception", (string)error!["error"]!["type"]!);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task What_setup_installs_it_finds_unchanged_and_gives_new_indices_their_alias(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var (hadPipeline, _) = await contract.Target.TrySendAsync($"GET {Pipeline}", null, Contract.Ct);
        var steps = SetupPlan.Create(
            contract.Configuration.Settings,
            contract.Configuration.Rules,
            new SetupOptions(),
            cluster: null,
            TimeProvider.System
        );
        var runner = new SetupRunner(
            contract.Client,
            RequiredPrivileges.ForSetup(contract.Configuration.Settings, contract.Configuration.Rules)
        );
        var first = await runner.RunAsync(steps, Contract.Ct);
        var second = await runner.RunAsync(steps, Contract.Ct);
        if (hadPipeline == 404)
        {
            await contract.SendAsync($"DELETE {Pipeline}");
        }

        Assert.DoesNotContain(first, result => result.Outcome == StepOutcome.Refused);
        Assert.Contains(first, result => result.Outcome == StepOutcome.Created);
        Assert.All(
            second,
            result =>
                Assert.True(
                    result.Outcome is StepOutcome.Unchanged or StepOutcome.Skipped,
                    $"{result.Subject}: {result.Outcome} {result.Detail}"
                )
        );
        var index = AlertIndex.Name(contract.Namespace, TimeProvider.System.GetUtcNow());
        var results = await contract
            .Get<IAlertStore>()
            .CreateAsync("run", [new AlertWrite(index, "a", "{}"u8.ToArray())], Contract.Ct);
        Assert.Equal(WriteStatus.Created, results[0].Status);
        var alias = await contract.SendAsync($"GET /_alias/{AlertIndex.Alias(contract.Namespace)}");
        Assert.Contains(index, alias.AsObject().Select(entry => entry.Key));
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Patterns_are_resolved_to_what_stands_behind_data_streams(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        await contract.IndexAsync(["""{"@timestamp":"2026-01-01T00:00:00Z"}"""]);
        await contract.SendAsync($"POST /{contract.Stream}/_rollover");
        var absent = $"absent-{contract.Namespace}-*";
        var map = await contract
            .Get<IEventSource>()
            .ResolveAsync([contract.Pattern, contract.Stream, absent], Contract.Ct);

        Assert.Equal(PatternState.Readable, map[contract.Pattern].State);
        Assert.Equal(2, map[contract.Pattern].Indices.Count);
        Assert.Equal(map[contract.Pattern].Indices, map[contract.Stream].Indices);
        Assert.All(
            map[contract.Pattern].Indices,
            index => Assert.StartsWith($".ds-{contract.Stream}-", index, StringComparison.Ordinal)
        );
        Assert.Equal(PatternState.Absent, map[absent].State);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Field_capabilities_tell_types_and_what_is_not_mapped(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        await contract.IndexAsync(["""{"@timestamp":"2026-01-01T00:00:00Z","unmapped":1}"""]);
        var fields = (
            await contract.SendAsync(
                $"GET /{contract.Pattern}/_field_caps?fields=@timestamp,process.name,process.pid,unmapped&ignore_unavailable=true"
            )
        )["fields"]!.AsObject();

        Assert.Equal(
            ["@timestamp:date", "process.name:keyword", "process.pid:long"],
            fields
                .Where(field => field.Key != "process") // The object that fields are in is told of too, but for the oldest versions.
                .Select(field => $"{field.Key}:{Assert.Single(field.Value!.AsObject()).Key}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task The_pipeline_stamps_the_arrival_of_what_has_none(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var name = $"contract-{contract.Namespace}";
        await contract.SendAsync($"PUT /_ingest/pipeline/{name}", RoleDefinition.Text(IngestedPipeline.Body()));
        var before = await contract.Get<ClusterTime>().NowAsync(Contract.Ct);
        await contract.SendAsync(
            $"POST /{contract.Stream}/_bulk?pipeline={name}&refresh=true",
            """
            {"create":{"_id":"1"}}
            {"@timestamp":"2026-01-01T00:00:00Z","event":{"category":"process"}}
            {"create":{"_id":"2"}}
            {"@timestamp":"2026-01-01T00:00:01Z","event":{"ingested":"2026-01-01T00:00:02Z"}}

            """
        );
        var hits = (await contract.SendAsync($"GET /{contract.Stream}/_search?sort=@timestamp"))["hits"]!["hits"]!;
        var stamped = (DateTimeOffset)hits[0]!["_source"]!["event"]!["ingested"]!;
        Assert.True(stamped >= before.AddSeconds(-1), $"stamped {stamped:O}, which is before {before:O}");
        Assert.Equal("2026-01-01T00:00:02Z", (string)hits[1]!["_source"]!["event"]!["ingested"]!);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task The_cluster_tells_its_time_in_whole_seconds(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var row = Assert.Single((await contract.SendAsync("GET /_cat/health?h=epoch&format=json")).AsArray())!;
        var epoch = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse((string)row["epoch"]!, System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.True(await contract.Get<ClusterTime>().NowAsync(Contract.Ct) >= epoch);
    }
}
