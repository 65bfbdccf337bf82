using Quartz;

namespace Detections.Scheduling;

/// <summary>One firing of one group.</summary>
internal sealed class GroupJob(FiringGate gate) : IJob
{
    public const string Group = "group";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await gate.FireAsync(context.MergedJobDataMap.GetString(Group)!);
}
