using Quartz;

namespace Detections.Scheduling;

/// <summary>One firing of one group.</summary>
internal sealed class GroupJob(Generations generations) : IJob
{
    public const string Group = "group";

    // A stop lets a running job finish: half a run would only have to be read again.
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await generations.RunAsync(context.MergedJobDataMap.GetString(Group)!, CancellationToken.None);
}
