using Quartz;

namespace Detections.Scheduling;

/// <summary>One firing of one group on this copy's own schedule.</summary>
internal sealed class GroupJob(FiringGate gate, FiringDuty duty) : IJob
{
    /// <summary>Whether this copy runs the group whoever else may have: a start or a change shows that it can.</summary>
    public const string AtOnce = "at once";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var group = context.JobDetail.Key.Name;
        if (context.MergedJobDataMap.ContainsKey(AtOnce) || duty.IsOwn(group))
        {
            await gate.FireAsync(group);
        }
    }
}
