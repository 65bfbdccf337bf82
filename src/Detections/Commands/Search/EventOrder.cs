namespace Detections.Commands.Search;

/// <summary>Event time, then tiebreaker with missing first, then arrival: a total order.</summary>
internal readonly record struct EventOrder(DateTimeOffset Time, string? Tiebreaker, long Position)
    : IComparable<EventOrder>
{
    public int CompareTo(EventOrder other)
    {
        var time = Time.CompareTo(other.Time);
        var tie = time != 0 ? time : CompareTiebreakers(Tiebreaker, other.Tiebreaker);
        return tie != 0 ? tie : Position.CompareTo(other.Position);
    }

    private static int CompareTiebreakers(string? a, string? b) =>
        long.TryParse(a, out var x) && long.TryParse(b, out var y) ? x.CompareTo(y) : string.CompareOrdinal(a, b);
}
