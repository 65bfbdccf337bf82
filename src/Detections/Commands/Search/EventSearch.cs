using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Runs;

namespace Detections.Commands.Search;

/// <summary>Judges pages of events by one query and keeps the few that are printed.</summary>
internal sealed class EventSearch
{
    private const int ProblemsNamed = 20;

    private readonly int _timestampSlot;
    private readonly int _tiebreakerSlot;
    private readonly EqlStep _step;
    private readonly EventReader _reader;
    private readonly List<string> _problems = [];
    private long _unreadable;

    public EventSearch(
        EqlQuery query,
        string timestampField,
        string? tiebreakerField,
        int size,
        ResultPosition position
    )
    {
        var tiebreaker = tiebreakerField is null ? Array.Empty<string>() : [tiebreakerField];
        var table = FieldTable.Create([.. query.Fields, timestampField, .. tiebreaker]);
        _timestampSlot = table.SlotOf(timestampField);
        _tiebreakerSlot = tiebreakerField is null ? -1 : table.SlotOf(tiebreakerField);
        _step = query.Compile(table)[0];
        _reader = new(table);
        Found = new(size, position);
    }

    public FoundEvents Found { get; }

    public long Events { get; private set; }

    /// <summary>Documents that could not be judged.</summary>
    public IEnumerable<string> Problems =>
        _unreadable > _problems.Count
            ? _problems.Append($"{_unreadable - _problems.Count} more such documents")
            : _problems;

    public async Task RunAsync(IAsyncEnumerable<EventPage> pages)
    {
        await foreach (var page in pages)
        {
            foreach (var hit in page.Hits)
            {
                Judge(hit);
            }
        }
    }

    private void Judge(EventHit hit)
    {
        Events++;
        if (!_reader.TryRead(hit.Source, out var values, out var problem))
        {
            _unreadable++;
            if (_problems.Count < ProblemsNamed)
            {
                _problems.Add($"{Encoding.UTF8.GetString(hit.Id.Span)}: {problem}");
            }

            return;
        }

        if (!_step.Matches(values))
        {
            return;
        }

        var time = EventTime.TryParse(values.FirstValue(_timestampSlot), out var t) ? t : DateTimeOffset.UnixEpoch;
        var tiebreaker =
            _tiebreakerSlot >= 0 && values.Has(_tiebreakerSlot)
                ? Encoding.UTF8.GetString(values.FirstValue(_tiebreakerSlot))
                : null;
        Found.Add(new(time, tiebreaker, Events), order => Copy(hit, order));
    }

    private static FoundEvent Copy(EventHit hit, EventOrder order) =>
        new(
            order,
            hit.Index.IsEmpty ? null : Encoding.UTF8.GetString(hit.Index.Span),
            Encoding.UTF8.GetString(hit.Id.Span),
            hit.Source.ToArray()
        );
}
