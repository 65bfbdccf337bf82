using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;

namespace Detections.Commands.Backtest;

/// <summary>Judges past events by one or two versions of a rule, and writes nothing.</summary>
internal sealed class RuleBacktest
{
    private const int ProblemsNamed = 20;

    private readonly IReadOnlyList<Rule> _versions;
    private readonly RuleMatcher _rules;
    private readonly EventMatcher _matcher;
    private readonly EqlMatcher?[] _sequences;
    private readonly List<string> _problems = [];

    public RuleBacktest(IReadOnlyList<Rule> versions, ValueListFiles lists, TimeSpan range, DateTimeOffset now)
    {
        _versions = versions;
        _rules = new(versions, lists) { Now = now };
        _matcher = new(_rules);
        _sequences =
        [
            .. versions.Select(
                (r, i) => r.IsEventRule ? null : _rules.Track(i, new() { Retention = range + TimeSpan.FromDays(1) })
            ),
        ];
        _problems.AddRange(versions.SelectMany((_, i) => _rules.ProblemsOf(i)));
        Results = [.. versions.Select(_ => new BacktestResult())];
    }

    public IReadOnlyList<BacktestResult> Results { get; }

    /// <summary>All that the versions need of an event.</summary>
    public IReadOnlyList<string> Fields => _rules.Table.Fields;

    public long Events { get; private set; }

    /// <summary>Documents that could not be judged, limits that were reached, and what could not be asked.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public void Warn(string problem)
    {
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    /// <param name="sources">What the index patterns stand for; null where the events are of files, and all of them are judged.</param>
    public void Judge(EventPage page, SourceMap? sources)
    {
        foreach (var hit in page.Hits)
        {
            Events++;
            Judge(hit, sources);
        }
    }

    /// <summary>Ends the input.</summary>
    /// <param name="end">What must be missing is missing up to then; null where all that there is was judged.</param>
    public void Finish(DateTimeOffset? end)
    {
        for (var i = 0; i < _sequences.Length; i++)
        {
            if (_sequences[i] is not { } sequences)
            {
                continue;
            }

            var found =
                end is { } time && _versions[i].Query.HasMissingEvents ? sequences.Settle(time) : sequences.Finish();
            foreach (var match in found)
            {
                Results[i].Add(Match(match));
            }

            if (sequences.Report.Dropped > 0)
            {
                _problems.Add(
                    $"{sequences.Report.Dropped} events were let go, since more could be part of a sequence than are kept"
                );
            }
        }
    }

    private static BacktestMatch Match(EqlMatch match)
    {
        var events = match.Events.OfType<EqlHit>().ToList();
        return new(events[^1].Time, [.. events.Select(e => $"{e.Index}/{e.Id}")]);
    }

    private void Judge(EventHit hit, SourceMap? sources)
    {
        var (index, id) = (Encoding.UTF8.GetString(hit.Index.Span), Encoding.UTF8.GetString(hit.Id.Span));
        if (!_matcher.TryRead(hit.Source, hit.Fields, out var values, out var problem))
        {
            if (_problems.Count < ProblemsNamed)
            {
                _problems.Add($"{index}/{id}: {hit.Problem ?? problem}");
            }

            return;
        }

        for (var i = 0; i < _versions.Count; i++)
        {
            if (sources is not null && (IndexName.IsOwn(index) || !sources.Covers(_versions[i].Index, index)))
            {
                continue;
            }

            if (_sequences[i] is { } sequences)
            {
                sequences.Add(values, index, id, (_matcher.TimesOf(values).Arrived - DateTimeOffset.UnixEpoch).Ticks);
            }
            else if (_matcher.Judge(i, values) == EventVerdict.Match)
            {
                Results[i].Add(new(_matcher.TimesOf(values).Happened, [$"{index}/{id}"]));
            }
        }
    }
}
