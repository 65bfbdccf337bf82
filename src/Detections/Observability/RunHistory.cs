using System.Collections.Concurrent;
using Detections.Runs;

namespace Detections.Observability;

/// <summary>The last run of each group.</summary>
internal sealed class RunHistory(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, RunReport> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public RunReport? Last(string group) => _last.GetValueOrDefault(group);

    /// <summary>By this machine's clock, for a report tells the cluster's time.</summary>
    public TimeSpan SinceLast(string group) => clock.GetUtcNow() - _ended.GetValueOrDefault(group, _started);

    public Task AddAsync(RunReport report)
    {
        _last[report.Group] = report;
        _ended[report.Group] = clock.GetUtcNow();
        return Task.CompletedTask;
    }
}
