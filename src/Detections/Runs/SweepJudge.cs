using System.Diagnostics;
using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Rules;

namespace Detections.Runs;

/// <summary>Judges each event of a sweep by the rules of one group whose patterns reach its index.</summary>
internal sealed class SweepJudge(
    IEventSource source,
    FiringSources firing,
    IAlertStore store,
    RuleMatcher matcher,
    MatchFactory matches,
    IReadOnlyList<RuleRun> rules,
    RunReport report,
    bool keepsWanted
)
{
    private const int SetAsideNamed = 20;

    /// <summary>Of so many events one is asked how long it took to arrive.</summary>
    private const int LagSample = 50;

    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RuleRun[]> _reaching = new(StringComparer.Ordinal);
    private readonly List<(RuleRun Run, Match Match)> _matches = [];
    private readonly List<(Rule Rule, EventReference Event)> _wanted = [];
    private IReadOnlyCollection<string> _patterns = [];
    private Sweep? _sweep;
    private IReadOnlyDictionary<RuleRun, SequenceTracker> _trackers = new Dictionary<RuleRun, SequenceTracker>();
    private bool _isShared;
    private string _index = "";
    private string _pattern = "";
    private RuleRun[] _candidates = [];
    private long _judged;

    /// <summary>All that the rules need of an event.</summary>
    public IReadOnlyList<string> Fields => matcher.Fields;

    /// <summary>What the rules of the sweep can use of the events of the indices that they reach.</summary>
    public IEnumerable<RuleFilter> Filters => _sweep!.Rules.Select(r => RuleFilter.Of(r, Sources, firing.Indices));

    /// <summary>What stands behind the patterns, as far as it is known by now.</summary>
    public SourceMap Sources { get; private set; } = new([]);

    public async Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        _patterns = patterns;
        Sources = await firing.ResolveAsync(patterns, cancellationToken);
        return Sources;
    }

    /// <summary>The events since the last time that were of use to a rule, if they were to be kept.</summary>
    public IReadOnlyList<(Rule Rule, EventReference Event)> TakeWanted()
    {
        var taken = _wanted.ToList();
        _wanted.Clear();
        return taken;
    }

    /// <param name="trackers">Where the events of sequence and sample rules go.</param>
    /// <param name="isShared">Whether more is read than the range of the sweep, for another group.</param>
    public void Enter(Sweep sweep, IReadOnlyDictionary<RuleRun, SequenceTracker> trackers, bool isShared)
    {
        _sweep = sweep;
        _trackers = trackers;
        _isShared = isShared;
        _index = "";
        _reaching.Clear();
    }

    public async Task JudgeAsync(EventPage page, CancellationToken cancellationToken)
    {
        report.Pages++;
        foreach (var hit in page.Hits)
        {
            if (!Ascii.Equals(hit.Index.Span, _index))
            {
                await EnterIndexAsync(Encoding.UTF8.GetString(hit.Index.Span), cancellationToken);
            }

            report.Events += _pattern.Length > 0 ? 1 : 0;
            if (_candidates.Length > 0)
            {
                report.Evaluated++;
                Judge(hit);
            }
        }

        await KeepNewAsync(cancellationToken);
    }

    /// <summary>Takes over what trackers found, as if it had been read now.</summary>
    public Task KeepNewAsync(
        RuleRun run,
        IEnumerable<EqlMatch> found,
        TimeRange range,
        CancellationToken cancellationToken
    )
    {
        _matches.AddRange(found.Select(m => (run, matches.OfSequence(run.Rule, m, range))));
        return KeepNewAsync(cancellationToken);
    }

    private async ValueTask EnterIndexAsync(string index, CancellationToken cancellationToken)
    {
        if (!Sources.Knows(index) && !firing.Knows(index) && _unknown.Add(index))
        {
            Sources = await source.ResolveAsync(_patterns, cancellationToken);
            _reaching.Clear();
        }

        if (!_reaching.TryGetValue(index, out var candidates))
        {
            _reaching.Add(index, candidates = Reaching(index));
        }

        _candidates = candidates;
        _pattern = _sweep!.Patterns.FirstOrDefault(p => Sources.Reaches(p, index)) ?? "";
        if (_pattern.Length == 0 && !_isShared)
        {
            throw new ClusterException($"Events came from {index}, which stands behind none of the patterns", false);
        }

        _index = index;
    }

    /// <summary>What this program writes is never evidence: a rule over everything would alert on its own alerts for ever.</summary>
    private RuleRun[] Reaching(string index)
    {
        var judged = _sweep!.Rules.ToHashSet();
        return IndexName.IsOwn(index)
            ? []
            : [.. rules.Where(r => judged.Contains(r.Rule) && Sources.Covers(r.Rule.Index, index))];
    }

    private void Judge(EventHit hit)
    {
        if (!matcher.TryRead(hit.Source, hit.Fields, out var values, out var problem))
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

        var isMeasured = _judged % RuleCost.Sample == 0;
        string? id = null;
        foreach (var run in _candidates)
        {
            var started = isMeasured ? Stopwatch.GetTimestamp() : 0;
            Judge(run, hit, values, ref id);
            if (isMeasured)
            {
                run.Report.Cost.Add(Stopwatch.GetTimestamp() - started);
            }
        }
    }

    private void Judge(RuleRun run, EventHit hit, EqlEvent values, ref string? id)
    {
        if (_trackers.TryGetValue(run, out var tracker))
        {
            if (IsInRange(run, values))
            {
                id ??= Encoding.UTF8.GetString(hit.Id.Span);
                var reference = new EventReference(_index, id);
                Keep(
                    run,
                    reference,
                    tracker.Add(
                        values,
                        reference,
                        matcher.ArrivalOf(run.Position, values) ?? matcher.TimesOf(values).Arrived
                    )
                );
            }
        }
        else if (matcher.Judge(run.Position, values) == EventVerdict.Match && IsInRange(run, values))
        {
            id ??= Encoding.UTF8.GetString(hit.Id.Span);
            var times = matcher.TimesOf(values);
            var reference = new EventReference(_index, id);
            _matches.Add((run, matches.OfEvent(run.Rule, reference, times, _sweep!.Range)));
            Keep(run, reference, isWanted: true);
        }
    }

    private void Keep(RuleRun run, EventReference reference, bool isWanted)
    {
        if (keepsWanted && isWanted)
        {
            _wanted.Add((run.Rule, reference));
        }
    }

    /// <summary>More may have been read than the rule asks for: for another group, or by the arrival field of another rule.</summary>
    private bool IsInRange(RuleRun run, EqlEvent values) =>
        matcher.ArrivalOf(run.Position, values) is not { } arrival || _sweep!.Range.Contains(arrival);

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
