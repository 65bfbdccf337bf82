using System.Text;
using Detections.Alerts;
using Detections.Commands;
using Detections.ContractTests.Targets;
using Detections.Elasticsearch;
using Detections.Runs;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.ContractTests;

public sealed class WritingContractTests(TargetSet targets)
{
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task What_was_acknowledged_is_known_before_any_refresh(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var store = contract.Get<IAlertStore>();
        await store.LoadLedgerAsync(contract.Group, Contract.Ct);
        var (written, queued, neither) = (Match(contract, "1"), Match(contract, "2"), Match(contract, "3"));
        Assert.Empty(await store.KnownAsync([written, queued, neither], Contract.Ct));

        var results = await store.CreateAsync("run", [Write(written)], Contract.Ct);
        await store.EnqueueAsync([queued], Contract.Ct);
        Assert.Equal(WriteStatus.Created, results[0].Status);
        Assert.Equal(
            new[] { written.AlertId, queued.AlertId }.Order(StringComparer.Ordinal),
            (await store.KnownAsync([written, queued, neither], Contract.Ct)).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task No_alert_is_created_twice_and_what_a_run_wrote_unheard_is_its_own(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var store = contract.Get<IAlertStore>();
        var write = Write(Match(contract, "1"), """{"kibana.alert.rule.execution.uuid":"first run"}""");
        Assert.Equal(WriteStatus.Created, (await store.CreateAsync("first run", [write], Contract.Ct))[0].Status);
        Assert.Equal(WriteStatus.Created, (await store.CreateAsync("first run", [write], Contract.Ct))[0].Status);
        Assert.Equal(WriteStatus.Exists, (await store.CreateAsync("second run", [write], Contract.Ct))[0].Status);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task What_is_queued_comes_back_oldest_first_until_it_is_taken_out(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var store = contract.Get<IAlertStore>();
        await store.LoadLedgerAsync(contract.Group, Contract.Ct);
        var matches = Enumerable.Range(0, 3).Select(i => Match(contract, $"{i}", Time.AddMinutes(-i))).ToArray();
        await store.EnqueueAsync(matches, Contract.Ct);
        await store.EnqueueAsync(matches, Contract.Ct);

        Assert.Equal(3, (await store.QueueLengthsAsync([contract.Rule], Contract.Ct))[contract.Rule.RuleId]);
        Assert.Equal(["2", "1"], (await store.QueuedAsync(contract.Rule, 2, Contract.Ct)).Select(m => m.Events[0].Id));
        await store.DequeueAsync(matches[1..], Contract.Ct);
        await store.DequeueAsync(matches[1..], Contract.Ct);
        Assert.Equal(["0"], (await store.QueuedAsync(contract.Rule, 10, Contract.Ct)).Select(m => m.Events[0].Id));
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Two_copies_write_one_ledger_and_neither_loses_what_the_other_proved(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        // Two copies that were given one name by mistake: the worst case
        var copies = new[]
        {
            contract.Get<IAlertStore>(),
            contract.Copy(contract.Configuration).GetRequiredService<IAlertStore>(),
        };
        List<Ledger> ledgers = [];
        for (var i = 0; i < copies.Length; i++)
        {
            var ledger = await copies[i].LoadLedgerAsync(contract.Group, Contract.Ct);
            ledger
                .Watch(contract.Rule.RuleId, contract.Pattern, Time)
                .Searched.Add(new TimeRange(Time.AddMinutes(5 * i), Time.AddMinutes(5 * (i + 1))));
            ledgers.Add(ledger);
        }

        foreach (var (copy, ledger) in copies.Zip(ledgers))
        {
            await copy.SaveLedgerAsync(contract.Group, ledger, Guid.NewGuid().ToString(), Contract.Ct);
        }

        await contract.SendAsync($"POST /{StateIndex.NameIn(contract.Namespace)}/_refresh");
        var third = contract.Copy(contract.Configure(("Runs:Instance", "three"))).GetRequiredService<IAlertStore>();
        var union = await third.LoadLedgerAsync(contract.Group, Contract.Ct);
        var coverage = Assert.Single(union.Entries).Coverage;
        Assert.Empty(coverage.HolesIn(new TimeRange(Time, Time.AddMinutes(10))));
        Assert.Single(coverage.HolesIn(new TimeRange(Time, Time.AddMinutes(11))));
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task A_run_makes_an_alert_of_an_event_once(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var now = await contract.Get<ClusterTime>().NowAsync(Contract.Ct);
        await contract.IndexAsync([
            $$$"""{"@timestamp":"{{{now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}}}","event":{"category":"process"},"process":{"name":"evil.exe"}}""",
            $$$"""{"@timestamp":"{{{now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}}}","event":{"category":"process"},"process":{"name":"good.exe"}}""",
        ]);
        using var product = DetectionsHost.Create(contract.Configuration, schedule: false, logs: false);
        var generations = product.Services.GetRequiredService<Generations>();
        var first = await generations.RunAsync([contract.Group.Name], Contract.Ct).SingleAsync(Contract.Ct);
        var second = await generations.RunAsync([contract.Group.Name], Contract.Ct).SingleAsync(Contract.Ct);

        // The other event no rule can match, so it was not sent.
        Assert.Equal((RunStatus.Succeeded, 1L), (first.Status, first.Events));
        Assert.Equal((1, 0), (first.Rules.Sum(rule => rule.Created), second.Rules.Sum(rule => rule.Created)));
        var alias = AlertIndex.Alias(contract.Namespace);
        await contract.SendAsync($"POST /{alias}/_refresh");
        Assert.Equal(1, (int)(await contract.SendAsync($"GET /{alias}/_count"))["count"]!);
        var runs = RunsIndex.NameIn(contract.Namespace);
        await contract.SendAsync($"POST /{runs}/_refresh");
        // Two runs, and in each the rule did something: it made an alert, and knew it again
        Assert.Equal(4, (int)(await contract.SendAsync($"GET /{runs}/_count"))["count"]!);
    }

    private static Match Match(Contract contract, string eventId, DateTimeOffset? time = null)
    {
        var at = time ?? Time;
        return new Match(
            contract.Rule,
            AlertId.ForEvent("events", eventId, "default", contract.Rule.RuleId),
            AlertIndex.Name(contract.Namespace, Time),
            [new("events", eventId)],
            at
        );
    }

    private static AlertWrite Write(Match match, string document = "{}") =>
        new(match.AlertIndex, match.AlertId, Encoding.UTF8.GetBytes(document));
}
