using Quartz;

namespace Detections.Scheduling;

/// <summary>One firing of one group on the schedule that copies share: it is this copy's.</summary>
internal sealed class SharedGroupJob(FiringGate gate) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await gate.FireAsync(context.JobDetail.Key.Name);
}
