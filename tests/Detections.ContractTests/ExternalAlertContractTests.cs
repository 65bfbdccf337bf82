using Detections.Alerts;
using Detections.Commands;
using Detections.ContractTests.Targets;
using Detections.Elasticsearch;
using Detections.Runs;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.ContractTests;

public sealed class ExternalAlertContractTests(TargetSet targets)
{
    private static readonly (string, string?) Copying = ("Alerts:ExternalAlerts", "true");

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task An_alert_is_copied_once_into_a_data_stream(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var stream = ExternalAlert.Stream(contract.Namespace);
        await EnsureTemplateAsync(contract, stream);
        var now = await contract.Get<ClusterTime>().NowAsync(Contract.Ct);
        await contract.IndexAsync([
            $$$"""{"@timestamp":"{{{now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}}}","event":{"category":"process","kind":"event"},"data_stream":{"type":"logs","dataset":"contract","namespace":"{{{contract.Namespace}}}"},"process":{"name":"evil.exe","pid":7}}""",
        ]);
        var configuration = contract.Configure(Copying);
        using var product = DetectionsHost.Create(configuration, schedule: false, logs: false);
        var generations = product.Services.GetRequiredService<Generations>();

        var report = await generations.RunAsync([contract.Group.Name], Contract.Ct).SingleAsync(Contract.Ct);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
        await contract.SendAsync($"POST /{stream}/_refresh");
        var found = await contract.SendAsync($"GET /{stream}/_search");
        var copy = Assert.Single(found["hits"]!["hits"]!.AsArray())!;
        Assert.StartsWith($".ds-{stream}-", (string?)copy["_index"]);

        // Noted again, as if the note could not be removed
        var services = contract.Copy(configuration);
        await contract.SendAsync($"POST /{AlertIndex.Alias(contract.Namespace)}/_refresh");
        var alertIndex = (string)
            (await contract.SendAsync($"GET /{AlertIndex.Alias(contract.Namespace)}/_search"))["hits"]!["hits"]![0]![
                "_index"
            ]!;
        var note = new ExternalAlertNote(alertIndex, (string)copy["_id"]!, now);
        var notes = services.GetRequiredService<ExternalAlertNotes>();
        await notes.AddAsync([note], Contract.Ct);
        await notes.AddAsync([note], Contract.Ct);
        await contract.SendAsync($"POST /{StateIndex.NameIn(contract.Namespace)}/_refresh");
        Assert.Single(await notes.OldestAsync(Contract.Ct));

        Assert.Empty(await services.GetRequiredService<IAlertStore>().CopyAlertsAsync(Contract.Ct));

        await contract.SendAsync($"POST /{stream},{StateIndex.NameIn(contract.Namespace)}/_refresh");
        Assert.Equal(1, (int)(await contract.SendAsync($"GET /{stream}/_count"))["count"]!);
        Assert.Empty(await notes.OldestAsync(Contract.Ct));
    }

    /// <summary>Elastic's own where there is one.</summary>
    private static async Task EnsureTemplateAsync(Contract contract, string stream)
    {
        var (status, _) = await contract.Target.TrySendAsync("GET /_index_template/logs");
        if (status != 200)
        {
            await contract.SendAsync(
                $"PUT /_index_template/contract-{contract.Namespace}-logs",
                $$$"""{"index_patterns":["{{{stream}}}"],"data_stream":{},"priority":900}"""
            );
        }
    }
}
