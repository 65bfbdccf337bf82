using Detections.Eql;

namespace Detections.Commands.Search;

/// <summary>The first or the last few of the matching events, whatever their number.</summary>
internal sealed class FoundEvents(int size, EqlResultPosition position)
{
    // The queue's head is the event to give up first: the newest when the head is kept, the oldest when the tail is.
    private readonly PriorityQueue<FoundEvent, EventOrder> _kept = new(
        position == EqlResultPosition.Head
            ? Comparer<EventOrder>.Create((a, b) => b.CompareTo(a))
            : Comparer<EventOrder>.Default
    );

    public long Total { get; private set; }

    public IEnumerable<FoundEvent> InOrder =>
        _kept.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element);

    public void Add(EventOrder order, Func<FoundEvent> copy)
    {
        Total++;
        if (_kept.Count < size)
        {
            _kept.Enqueue(copy(), order);
        }
        else if (size > 0 && _kept.TryPeek(out _, out var worst) && _kept.Comparer.Compare(order, worst) > 0)
        {
            _kept.DequeueEnqueue(copy(), order);
        }
    }
}
