using Detections.Matching;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>What groups that fire together share: the present, what index patterns stand for in it, what judges events, and the memory for matches.</summary>
internal sealed class FiringSources(IEventSource source, EventMatcher matcher, SweepSettings settings)
{
    private readonly Dictionary<string, SourcePattern> _known = new(StringComparer.Ordinal);
    private DateTimeOffset? _now;

    /// <summary>What judges the events for all of them.</summary>
    public EventMatcher Matcher => matcher;

    /// <summary>What the matches may take that wait to be written.</summary>
    public SharedBudget<RuleRun> WaitingMatches { get; } = new(settings.WaitingBytes);

    /// <summary>All that were found behind patterns.</summary>
    public IEnumerable<string> Indices => _known.Values.SelectMany(p => p.Indices).Distinct(StringComparer.Ordinal);

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        _now ??= await source.NowAsync(cancellationToken);

    public async Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        var unknown = patterns.Where(p => !_known.ContainsKey(p)).ToList();
        if (unknown.Count > 0)
        {
            foreach (var pattern in (await source.ResolveAsync(unknown, cancellationToken)).Patterns)
            {
                _known[pattern.Pattern] = pattern;
            }
        }

        return new(patterns.Select(p => _known[p]));
    }

    /// <summary>Whether an index stood behind any of the patterns when they were asked.</summary>
    public bool Knows(string index) => _known.Values.Any(p => p.Indices.Contains(index));
}
