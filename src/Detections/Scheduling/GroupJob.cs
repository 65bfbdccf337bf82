using System.Globalization;
using Quartz;

namespace Detections.Scheduling;

/// <summary>One firing of one group.</summary>
internal sealed class GroupJob(GroupRunners runners) : IJob
{
    public const string Position = "group";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var position = int.Parse(context.MergedJobDataMap.GetString(Position)!, CultureInfo.InvariantCulture);
        // A stop lets a running job finish: half a run would only have to be read again.
        await runners.RunAsync(position, CancellationToken.None);
    }
}
