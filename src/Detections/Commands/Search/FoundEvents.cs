namespace Detections.Commands.Search;

/// <summary>The first or the last few of the matching events, whatever their number.</summary>
internal sealed class FoundEvents(int size, ResultPosition position)
{
    // The queue's head is the event to give up first: the newest when the head is kept, the oldest when the tail is.
    private readonly PriorityQueue<FoundEvent, EventOrder> _kept = new(
        position == ResultPosition.Head
            ? Comparer<EventOrder>.Create((a, b) => b.CompareTo(a))
            : Comparer<EventOrder>.Default
    );

    public long Total { get; private set; }

    public IEnumerable<FoundEvent> InOrder => _kept.UnorderedItems.Select(i => i.Element).OrderBy(e => e.Order);

    public void Add(EventOrder order, Func<EventOrder, FoundEvent> copy)
    {
        Total++;
        if (_kept.Count < size)
        {
            _kept.Enqueue(copy(order), order);
        }
        else if (size > 0 && _kept.Comparer.Compare(order, _kept.Peek().Order) > 0)
        {
            _kept.DequeueEnqueue(copy(order), order);
        }
    }
}
