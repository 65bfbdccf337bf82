using System.Diagnostics;
using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Judges each event of a sweep by the rules of one group whose patterns reach its index.</summary>
internal sealed class SweepJudge(
    IEventSource source,
    FiringSources firing,
    IAlertStore store,
    RuleMatcher rulesOfAll,
    MatchFactory matches,
    IReadOnlyList<RuleRun> rules,
    RunReport report,
    AppSettings settings
)
{
    private const int SetAsideNamed = 20;

    /// <summary>About two megabytes. Many rules that match everything find far more in one page.</summary>
    private const int MatchesAtOnce = 5_000;

    /// <summary>Of so many events one is asked how long it took to arrive.</summary>
    private const int LagSample = 50;

    /// <summary>And all of the first.</summary>
    private const int LagsOfAll = 1000;

    private readonly SweepTiming _timing = new(firing.Matcher);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contradicted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RuleRun?[]> _reaching = new(StringComparer.Ordinal);
    private readonly List<(RuleRun Run, Match Match)> _matches = [];
    private readonly List<(Rule Rule, EventReference Event)> _wanted = [];
    private IReadOnlyCollection<string> _patterns = [];
    private Sweep? _sweep;
    private IReadOnlyDictionary<RuleRun, SequenceTracker> _trackers = new Dictionary<RuleRun, SequenceTracker>();
    private bool _isShared;
    private string _index = "";
    private string _pattern = "";
    private RuleRun?[] _candidates = [];
    private long _judged;

    /// <summary>All that the rules need of an event.</summary>
    public IReadOnlyList<string> Fields { get; } = [.. RuleMatcher.FieldsOf(rules.Select(r => r.Rule))];

    /// <summary>What judges the events.</summary>
    public EventMatcher Matcher => firing.Matcher;

    /// <summary>What the rules of the sweep can use of the events of the indices that they reach.</summary>
    public IEnumerable<RuleFilter> Filters =>
        rules
            .Where(r => _sweep!.Rules.Contains(r.Rule))
            .Select(r =>
                RuleFilter.Of(
                    r.Rule,
                    _trackers.TryGetValue(r, out var tracker) ? tracker.Filter : r.Rule.Query.Filter,
                    Sources,
                    firing.Indices
                )
            );

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

    /// <summary>Whether a rule is to be asked about the events of the index that was entered.</summary>
    public bool HasCandidates { get; private set; }

    /// <summary>Events of another index than before follow.</summary>
    public async ValueTask EnterIndexAsync(string index, CancellationToken cancellationToken)
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
        HasCandidates = Array.Exists(candidates, run => run is not null);
        _pattern = _sweep!.Patterns.FirstOrDefault(p => Sources.Reaches(p, index)) ?? "";
        if (_pattern.Length == 0 && !_isShared)
        {
            throw new ClusterException($"Events came from {index}, which stands behind none of the patterns", false);
        }

        _index = index;
    }

    /// <summary>Judges an event of the index that was entered.</summary>
    /// <param name="values">What was read of it; null where it could not be read.</param>
    /// <param name="problem">Why it could not.</param>
    public void Judge(EventHit hit, EqlEvent? values, string? problem)
    {
        report.Events += _pattern.Length > 0 ? 1 : 0;
        if (!HasCandidates)
        {
            return;
        }

        report.Evaluated++;
        if (values is null)
        {
            SetAside(hit, problem!);
            return;
        }

        if ((_judged++ < LagsOfAll || _judged % LagSample == 0) && Matcher.LagOf(values) is { } lag)
        {
            report.IngestLags.Add(_pattern, lag);
        }

        var isMeasured = _judged % RuleCost.Sample == 0;
        if (isMeasured || settings.Matching.Verify)
        {
            Verify(hit, values, isMeasured);
        }

        string? id = null;
        foreach (var found in Matcher.Hits)
        {
            if (_candidates[found.Rule] is { } run)
            {
                Judge(run, found, hit, values, ref id);
            }
        }
    }

    /// <summary>Takes over what trackers found, as if it had been read now.</summary>
    public async Task KeepNewAsync(
        RuleRun run,
        IEnumerable<EqlMatch> found,
        Sweep sweep,
        CancellationToken cancellationToken
    )
    {
        foreach (var portion in found.Chunk(MatchesAtOnce))
        {
            _matches.AddRange(
                portion.Select(m =>
                    (
                        run,
                        matches.OfSequence(run.Rule, m, sweep.Range) with
                        {
                            Lateness = SweepTiming.LatenessOf(sweep),
                        }
                    )
                )
            );
            await KeepNewAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Whether the rule as it is now no longer finds a match. Of a sequence its events alone are asked: whether one that must be missing came
    /// since is not looked for again.
    /// </summary>
    public bool IsNoMatch(Match match, IReadOnlyDictionary<EventReference, EventDocument> documents, int position)
    {
        if (match.Rule.IsEventRule != (match.Events.Count == 1))
        {
            return true;
        }

        if (!match.Documents.All(documents.ContainsKey))
        {
            return false;
        }

        if (match.Rule.IsEventRule)
        {
            var (source, fields, _) = documents[match.Events[0]];
            return Matcher.TryRead(source, fields, out var values, out _)
                && rulesOfAll.Judge(position, values) != EventVerdict.Match;
        }

        var sequences = rulesOfAll.Track(position, new());
        foreach (var reference in match.Documents)
        {
            var (source, fields, _) = documents[reference];
            if (Matcher.TryRead(source, fields, out var values, out _))
            {
                sequences.Add(values, reference.Index, reference.Id);
            }
        }

        return sequences.Finish().IsEmpty;
    }

    /// <summary>
    /// By the position of the rule. What this program writes is never evidence: a rule over everything would alert on its own alerts for
    /// ever.
    /// </summary>
    private RuleRun?[] Reaching(string index)
    {
        var reaching = new RuleRun?[rulesOfAll.Rules.Count];
        var judged = _sweep!.Rules.ToHashSet();
        foreach (var run in IndexName.IsOwn(index) ? [] : rules)
        {
            if (judged.Contains(run.Rule) && Sources.Covers(run.Rule.Index, index))
            {
                reaching[run.Position] = run;
            }
        }

        return reaching;
    }

    private void SetAside(EventHit hit, string problem)
    {
        report.SetAsideCount++;
        if (report.SetAside.Count < SetAsideNamed)
        {
            report.SetAside.Add($"{_index}/{Encoding.UTF8.GetString(hit.Id.Span)}: {problem}");
        }
    }

    /// <summary>Asks each rule by itself, which takes long and shows what it costs and whether asking all at once makes mistakes.</summary>
    private void Verify(EventHit hit, EqlEvent values, bool isMeasured)
    {
        foreach (var run in _candidates.OfType<RuleRun>())
        {
            var started = Stopwatch.GetTimestamp();
            if (!Matcher.Verify(run.Position, values) && _contradicted.Add(run.Rule.RuleId))
            {
                report.Fail(
                    FailureKind.Unexpected,
                    $"Asked together with others, rule \"{run.Rule.Name}\" decided otherwise about {_index}/{Encoding.UTF8.GetString(hit.Id.Span)} than by itself, which counts{(settings.Matching.Verify ? "" : "; set Matching:Verify to true, so that it always does")}. Please report it"
                );
            }

            if (isMeasured)
            {
                run.Report.Cost.Add(Stopwatch.GetTimestamp() - started);
            }
        }
    }

    private void Judge(RuleRun run, RuleHit found, EventHit hit, EqlEvent values, ref string? id)
    {
        if (!_timing.IsInRange(_sweep!, run, values, out var lateness))
        {
            return;
        }

        if (_trackers.TryGetValue(run, out var tracker))
        {
            var steps = Matcher.StepsOf(found);
            if (!tracker.MayKeep(values, steps))
            {
                return;
            }

            id ??= Encoding.UTF8.GetString(hit.Id.Span);
            var reference = new EventReference(_index, id);
            var arrived = Matcher.ArrivalOf(run.Position, values) ?? Matcher.TimesOf(values).Arrived;
            Keep(run, reference, tracker.Add(values, steps, reference, arrived));
            if (tracker.SeeksLateSince is not null && _timing.LateOf(run, values) is not null)
            {
                tracker.HasComeLate(reference);
            }
        }
        else if (_sweep!.Purpose == SweepPurpose.Late && run.Late is { } late)
        {
            if (_timing.LateOf(run, values) is { } happened)
            {
                late.Add(happened);
                Continue(run, happened, found, hit, values);
            }
        }
        else if (run.Rule.IsEventRule && rulesOfAll.Accepts(run.Position, values, step: 0))
        {
            id ??= Encoding.UTF8.GetString(hit.Id.Span);
            var reference = new EventReference(_index, id);
            var match = matches.OfEvent(run.Rule, reference, Matcher.TimesOf(values), _sweep!.Range);
            _matches.Add((run, match with { Lateness = lateness }));
            Keep(run, reference, isWanted: true);
        }
    }

    /// <summary>What came late may be continued by what comes in time.</summary>
    private void Continue(RuleRun run, DateTimeOffset happened, RuleHit found, EventHit hit, EqlEvent values)
    {
        var steps = Matcher.StepsOf(found);
        if (run.Late!.MayGoOn(happened, report.Started) && run.Tracker!.MayKeep(values, steps))
        {
            var arrived = Matcher.ArrivalOf(run.Position, values) ?? happened;
            run.Tracker.Add(values, steps, new(_index, Encoding.UTF8.GetString(hit.Id.Span)), arrived);
        }
    }

    private void Keep(RuleRun run, EventReference reference, bool isWanted)
    {
        if (settings.Sweep.PreFilter == PreFilterMode.Verify && isWanted)
        {
            _wanted.Add((run.Rule, reference));
        }
    }

    /// <summary>Whether more was found since than may wait for the end of a page.</summary>
    public bool IsFull => _matches.Count >= MatchesAtOnce;

    /// <summary>Keeps what was found since and is not known yet.</summary>
    public async Task KeepNewAsync(CancellationToken cancellationToken)
    {
        if (_matches.Count == 0)
        {
            return;
        }

        var known = await KnownAsync(cancellationToken);
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

    private async Task<IReadOnlySet<string>> KnownAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.KnownAsync([.. _matches.Select(m => m.Match)], cancellationToken);
        }
        catch (ClusterException e)
        {
            // They are found again with their time.
            _matches.Clear();
            throw new LookUpException(e);
        }
    }
}
