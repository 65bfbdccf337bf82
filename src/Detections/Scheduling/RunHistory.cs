using Detections.Elasticsearch;
using Detections.Runs;

namespace Detections.Scheduling;

/// <summary>What became of the runs of each group that is in force, whichever copy did them.</summary>
internal sealed class RunHistory(Generations generations, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GroupHistory> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups in force that have run.</summary>
    public IEnumerable<GroupHistory> Groups =>
        generations.Configuration.Rules.Groups.Select(g => Of(g.Name)).OfType<GroupHistory>();

    /// <summary>How many rejected alerts nobody has dealt with, of all groups, as the run that looked last has found.</summary>
    public long? Rejected =>
        Groups.OrderByDescending(g => g.Ended).FirstOrDefault(g => g.Last.RejectedKept is not null)?.Last.RejectedKept;

    /// <summary>Null until this copy has run it: what others can do says nothing of this one.</summary>
    public GroupHistory? Of(string group)
    {
        lock (_lock)
        {
            return _groups.GetValueOrDefault(group);
        }
    }

    /// <summary>How long a group has not ended a run, by this machine's clock, for a report tells the cluster's time.</summary>
    public TimeSpan SinceLast(string group) => clock.GetUtcNow() - (Of(group)?.Ended ?? generations.Current.Since);

    public Task AddAsync(RunReport report)
    {
        lock (_lock)
        {
            var before = _groups.GetValueOrDefault(report.Group);
            var didAll = report is { WatchesNothing: false } && report.Status != RunStatus.Failed;
            _groups[report.Group] = new(
                report,
                clock.GetUtcNow(),
                didAll ? report.Finished : before?.LastSuccess,
                report.Lost > TimeSpan.Zero ? report.Finished : before?.LastLoss
            )
            {
                Elsewhere = before?.Elsewhere is { } other && other.Finished > report.Finished ? other : null,
            };
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes a run over that may be of another copy; its own it has heard of already.</summary>
    /// <param name="run">As its record tells.</param>
    /// <param name="age">How long ago it ended.</param>
    public void Add(CopyRun run, TimeSpan age)
    {
        lock (_lock)
        {
            if (
                !_groups.TryGetValue(run.Group, out var known)
                || run.Finished <= (known.Elsewhere?.Finished ?? known.Last.Finished)
            )
            {
                return;
            }

            var ended = clock.GetUtcNow() - (age > TimeSpan.Zero ? age : TimeSpan.Zero);
            var didAll = !run.WatchesNothing && run.Status != RunStatus.Failed;
            _groups[run.Group] = known with
            {
                Elsewhere = run,
                Ended = ended > known.Ended ? ended : known.Ended,
                LastSuccess = didAll ? run.Finished : known.LastSuccess,
            };
        }
    }
}
