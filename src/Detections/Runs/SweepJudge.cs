using System.Text;
using Detections.Alerts;
using Detections.Matching;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Reads a sweep and judges each event by the rules whose patterns reach its index.</summary>
internal sealed class SweepJudge(
    IEventSource source,
    IAlertStore store,
    StepMatcher matcher,
    AlertSettings alerts,
    IReadOnlyList<RuleRun> rules,
    RunReport report
)
{
    private const int SetAsideNamed = 20;

    /// <summary>Of so many events one is asked how long it took to arrive.</summary>
    private const int LagSample = 50;

    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly List<(RuleRun Run, Match Match)> _matches = [];
    private SourceMap _sources = new([]);
    private IReadOnlyCollection<string> _patterns = [];
    private string _index = "";
    private string _pattern = "";
    private int[] _candidates = [];
    private long _judged;

    public async Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        _patterns = patterns;
        _sources = await source.ResolveAsync(patterns, cancellationToken);
        return _sources;
    }

    /// <summary>Leaves the new matches with their rules. Throws where a part of the range could not be read.</summary>
    public async Task ReadAsync(Sweep sweep, IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        _index = "";
        var arrival = sweep
            .Rules.Select(r => new ArrivalField(
                r.TimestampOverride ?? ArrivalField.Timestamp,
                r.TimestampOverride is not null && !r.TimestampOverrideFallbackDisabled
            ))
            .Distinct()
            .ToList();
        var query = new SourceQuery(patterns, arrival, sweep.Range);
        await foreach (var page in source.ReadAsync(query, cancellationToken))
        {
            report.Pages++;
            report.Events += page.Hits.Count;
            foreach (var hit in page.Hits)
            {
                await EnterIndexAsync(hit.Index, sweep, cancellationToken);
                Judge(hit, sweep.Range);
            }

            await KeepNewAsync(cancellationToken);
        }
    }

    private async ValueTask EnterIndexAsync(
        ReadOnlyMemory<byte> index,
        Sweep sweep,
        CancellationToken cancellationToken
    )
    {
        if (Ascii.Equals(index.Span, _index))
        {
            return;
        }

        _index = Encoding.UTF8.GetString(index.Span);
        if (!_sources.Knows(_index) && _unknown.Add(_index))
        {
            _sources = await source.ResolveAsync(_patterns, cancellationToken);
        }

        _pattern =
            sweep.Patterns.FirstOrDefault(p => _sources.Reaches(p, _index))
            ?? throw new ClusterException(
                $"Events came from {_index}, which stands behind none of the patterns",
                false
            );

        // What this program writes is never evidence: a rule over everything would alert on its own alerts for ever.
        _candidates = IndexName.IsOwn(_index)
            ? []
            :
            [
                .. Enumerable
                    .Range(0, rules.Count)
                    .Where(i => sweep.Rules.Contains(rules[i].Rule) && _sources.Covers(rules[i].Rule.Index, _index)),
            ];
    }

    private void Judge(EventHit hit, TimeRange range)
    {
        if (!matcher.TryRead(hit.Source, out var values, out var problem))
        {
            report.SetAsideCount++;
            if (report.SetAside.Count < SetAsideNamed)
            {
                report.SetAside.Add($"{_index}/{Encoding.UTF8.GetString(hit.Id.Span)}: {problem}");
            }

            return;
        }

        if (_judged++ % LagSample == 0 && matcher.LagOf(values) is { } lag)
        {
            report.IngestLags.Add((_pattern, lag));
        }

        foreach (var candidate in _candidates)
        {
            if (!matcher.Matches(candidate, values))
            {
                continue;
            }

            var run = rules[candidate];
            var times = matcher.TimesOf(values);
            var eventId = Encoding.UTF8.GetString(hit.Id.Span);
            _matches.Add(
                (
                    run,
                    new(
                        run.Rule,
                        AlertId.ForEvent(_index, eventId, alerts.Space, run.Rule.Uuid),
                        AlertIndex.Name(alerts.Namespace, AlertMonth(times, range)),
                        _index,
                        eventId,
                        times.Happened
                    )
                )
            );
        }
    }

    /// <summary>
    /// When the event arrived. Where its time is nowhere near the sweep that found it, the event may be lying, and must not make an
    /// index for every month it can think of: all such share one.
    /// </summary>
    private static DateTimeOffset AlertMonth(EventTimes times, TimeRange range)
    {
        var plausible = new TimeRange(range.From - AlertIndex.Plausible, range.To + AlertIndex.Plausible);
        return plausible.Contains(times.Arrived) ? times.Arrived
            : plausible.Contains(times.Happened) ? times.Happened
            : DateTimeOffset.UnixEpoch;
    }

    private async Task KeepNewAsync(CancellationToken cancellationToken)
    {
        if (_matches.Count == 0)
        {
            return;
        }

        var known = await store.KnownAsync([.. _matches.Select(m => m.Match)], cancellationToken);
        foreach (var (run, match) in _matches)
        {
            run.Report.Matched++;
            if (known.Contains(match.AlertId))
            {
                run.Report.Duplicate++;
            }
            else
            {
                run.Keep(match);
            }
        }

        _matches.Clear();
    }
}
