using System.Collections.Concurrent;
using Detections.Runs;
using Detections.Scheduling;

namespace Detections.Observability;

/// <summary>What became of the runs of each group that is in force.</summary>
internal sealed class RunHistory(Generations generations, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, GroupHistory> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups in force that have run.</summary>
    public IEnumerable<GroupHistory> Groups =>
        generations.Configuration.Rules.Groups.Select(g => Of(g.Name)).OfType<GroupHistory>();

    /// <summary>How many rejected alerts nobody has dealt with, of all groups, as the run that looked last has found.</summary>
    public long? Rejected =>
        Groups.OrderByDescending(g => g.Ended).FirstOrDefault(g => g.Last.RejectedKept is not null)?.Last.RejectedKept;

    public GroupHistory? Of(string group) => _groups.GetValueOrDefault(group);

    /// <summary>How long a group has not ended a run, by this machine's clock, for a report tells the cluster's time.</summary>
    public TimeSpan SinceLast(string group) => clock.GetUtcNow() - (Of(group)?.Ended ?? generations.Current.Since);

    public Task AddAsync(RunReport report)
    {
        var before = Of(report.Group);
        var didAll = report is { WatchesNothing: false } && report.Status != RunStatus.Failed;
        _groups[report.Group] = new(
            report,
            clock.GetUtcNow(),
            didAll ? report.Finished : before?.LastSuccess,
            report.Lost > TimeSpan.Zero ? report.Finished : before?.LastLoss
        );
        return Task.CompletedTask;
    }
}
