using Detections.Matching;
using Detections.Rules;

namespace Detections.Runs;

/// <summary>What follows on the alerts of a run: their copies, what is old, what was refused, and the record of the run itself.</summary>
internal sealed class RunClosing(RuleGroup group, RuleMatcher rules, IAlertStore store, RunLog log)
{
    public async Task TidyAsync(RunReport report, CancellationToken cancellationToken)
    {
        if (report.Unreachable)
        {
            return;
        }

        await CopyAsync(report, cancellationToken);
        await DeleteOldAsync(report, cancellationToken);
        await CountRejectedAsync(report, cancellationToken);
    }

    public async Task SendAsync(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            await store.ReportAsync(report, cancellationToken);
        }
        catch (ClusterException e)
        {
            report.Fail($"The report of the run could not be written. {e.Message}", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Fail(report, "The report of the run could not be written", e);
        }
    }

    /// <summary>After everything else, since no alert is to wait for the copy of another.</summary>
    private async Task CopyAsync(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            report.Warnings.AddRange(await store.CopyAlertsAsync(cancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Fail(report, "Alerts could not be copied", e);
        }
    }

    /// <summary>What is not tidied up today is tomorrow.</summary>
    private async Task DeleteOldAsync(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            report.Warnings.AddRange(await store.TidyAsync(rules.Rules, cancellationToken));
        }
        catch (ClusterException e)
        {
            report.Warnings.Add($"What is old could not be deleted. {e.Message}");
        }
    }

    private async Task CountRejectedAsync(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            report.RejectedKept = await store.CountRejectedAsync(cancellationToken);
        }
        catch (ClusterException e)
        {
            report.Warnings.Add($"The rejected alerts could not be counted. {e.Message}");
        }

        if (report.RejectedKept > 0)
        {
            report.Warnings.Add(
                $"{report.RejectedKept} alerts were refused by the cluster for good and are kept as text: `detections rejected` shows them, to be tried again or discarded"
            );
        }
    }

    private void Fail(RunReport report, string what, Exception e)
    {
        report.Fail(FailureKind.Unexpected, $"{what}. Unexpected {e.GetType().Name}: {e.Message}");
        log.Unexpected(group.Name, e);
    }
}
