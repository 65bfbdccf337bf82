using System.Collections.Immutable;
using Detections.Eql.Shapes;
using Detections.Eql.Values;

namespace Detections.Eql;

/// <summary>
/// One event of a match, by the document that it is. Hits are ordered by time, tiebreaker, index, arrival and id, so that the order is
/// total and the same whenever they are added.
/// </summary>
public sealed class EqlHit
{
    /// <summary>The bytes of a hit itself, of its id when that is empty, and of its places in what is kept.</summary>
    private const int OwnSize = 224;

    /// <summary>The bytes of a join key without its values, and of what is pending by it.</summary>
    private const int KeySize = 224;
    private const int ValueSize = 64;

    private readonly Scalar _tiebreaker;

    internal EqlHit(
        string index,
        string id,
        long? nanoseconds,
        Scalar tiebreaker,
        long arrival,
        ImmutableArray<StepHit> steps
    )
    {
        Index = index;
        Id = id;
        HasTime = nanoseconds is not null;
        Nanoseconds = nanoseconds ?? long.MinValue;
        _tiebreaker = tiebreaker;
        Arrival = arrival;
        Steps = steps;
        Size = SizeOf(id, steps);
    }

    /// <summary>The index of the document.</summary>
    public string Index { get; }

    /// <summary>The id of the document.</summary>
    public string Id { get; }

    /// <summary>
    /// When it happened, in nanoseconds since 1970. The least of all numbers where the event does not say, which only an event of a
    /// sample may.
    /// </summary>
    public long Nanoseconds { get; }

    /// <summary>The number that was given for its arrival.</summary>
    public long Arrival { get; }

    /// <summary>When it happened, to a tenth of a microsecond.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(Nanoseconds / 100);

    /// <summary>The order of events.</summary>
    internal static IComparer<EqlHit> Order { get; } = Comparer<EqlHit>.Create((left, right) => left.CompareTo(right));

    internal bool HasTime { get; }

    /// <summary>The steps that the event satisfied and its join keys there.</summary>
    internal ImmutableArray<StepHit> Steps { get; }

    /// <summary>About the bytes that it takes with its keys and all that knows it while it is kept.</summary>
    internal long Size { get; }

    /// <summary>Before, the same as or behind another hit in the order of events.</summary>
    internal int CompareTo(EqlHit other) =>
        ReferenceEquals(this, other) ? 0
        : Nanoseconds != other.Nanoseconds ? Nanoseconds.CompareTo(other.Nanoseconds)
        : _tiebreaker.CompareTo(other._tiebreaker) is not 0 and var tie ? tie
        : string.CompareOrdinal(Index, other.Index) is not 0 and var index ? index
        : Arrival != other.Arrival ? Arrival.CompareTo(other.Arrival)
        : string.CompareOrdinal(Id, other.Id);

    /// <summary>The document and its time.</summary>
    public override string ToString() => $"{Index}/{Id} {Time:O}";

    private static long SizeOf(string id, ImmutableArray<StepHit> steps)
    {
        long size = OwnSize + id.Length * sizeof(char);
        foreach (var (_, keys) in steps)
        {
            foreach (var key in keys)
            {
                size += KeySize;
                foreach (var value in key.Values)
                {
                    size += ValueSize + value.TextLength * sizeof(char);
                }
            }
        }

        return size;
    }
}
