using System.Text;
using Detections.Eql;
using Detections.Runs;

namespace Detections.Commands.Search;

/// <summary>Searches for sequences and samples, and for events behind pipes: keeps what satisfies a step until the end.</summary>
internal sealed class MatchSearch(
    EqlQuery query,
    FieldTable fields,
    int size,
    EqlResultPosition position,
    EqlMatcherOptions options
) : QuerySearch(fields)
{
    private readonly EqlMatcher _matcher = query.CreateMatcher(fields, options);
    private readonly Dictionary<(string Index, string Id), FoundEvent> _events = [];
    private List<FoundMatch> _found = [];
    private long _total;

    public override long Total => _total;

    public override IReadOnlyList<FoundMatch> Found => _found;

    protected override IEnumerable<string> Limits
    {
        get
        {
            var report = _matcher.Report;
            if (report.Untimed > 0 && query.Kind == EqlQueryKind.Sequence)
            {
                yield return $"{report.Untimed} events have no time in [{query.OrderFields[0]}] that can be read; they are in no sequence";
            }

            if (report.Dropped > 0)
            {
                yield return $"more than {options.MaxHits} events satisfy a filter; matches before {report.DroppedUntil:O} may be missing";
            }

            if (report.CutKeys > 0)
            {
                yield return $"{report.CutKeys} events have more than {options.MaxKeysPerEvent} join keys; only those were followed";
            }

            if (report.CutConditions > 0)
            {
                yield return $"{report.CutConditions} events have too many values to try all of their combinations";
            }
        }
    }

    protected override void Judge(EqlEvent values, EventHit hit)
    {
        var index = Encoding.UTF8.GetString(hit.Index.Span);
        var id = Encoding.UTF8.GetString(hit.Id.Span);
        if (_matcher.Add(values, index, id, Events))
        {
            _events.TryAdd((index, id), Copy(hit));
        }
    }

    protected override void Finish()
    {
        var matches = _matcher.Finish();
        _total = matches.Length;
        _found =
        [
            .. query
                .Take(matches, size, position)
                .Select(match => new FoundMatch(
                    match.JoinKeys,
                    [.. match.Events.Select(hit => hit is null ? null : _events[(hit.Index, hit.Id)])]
                )),
        ];
    }
}
