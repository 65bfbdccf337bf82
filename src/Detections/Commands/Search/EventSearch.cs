using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Runs;

namespace Detections.Commands.Search;

/// <summary>Searches for single events and keeps the few that are shown, however many match.</summary>
internal sealed class EventSearch : QuerySearch
{
    private readonly int _timestampSlot;
    private readonly int _tiebreakerSlot;
    private readonly EqlStep _step;
    private readonly FoundEvents _found;

    public EventSearch(EqlQuery query, FieldTable fields, int size, EqlResultPosition position)
        : base(fields)
    {
        _timestampSlot = fields.SlotOf(query.OrderFields[0]);
        _tiebreakerSlot = query.OrderFields is [_, var tiebreaker] ? fields.SlotOf(tiebreaker) : -1;
        _step = query.Compile(fields)[0];
        _found = new(size, position);
    }

    public override long Total => _found.Total;

    public override IReadOnlyList<FoundMatch> Found => [.. _found.InOrder.Select(found => new FoundMatch([], [found]))];

    protected override void Judge(EqlEvent values, EventHit hit)
    {
        if (!_step.Matches(values))
        {
            return;
        }

        var time = EventTime.TryParse(values.FirstValue(_timestampSlot), out var t) ? t : DateTimeOffset.UnixEpoch;
        var tiebreaker =
            _tiebreakerSlot >= 0 && values.Has(_tiebreakerSlot)
                ? Encoding.UTF8.GetString(values.FirstValue(_tiebreakerSlot))
                : null;
        _found.Add(new(time, tiebreaker, Events), () => Copy(hit));
    }
}
