using System.Collections.Concurrent;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>Which requests of one run of one copy go wrong, and how.</summary>
internal sealed class FaultPlan
{
    private readonly ConcurrentDictionary<RequestKind, int> _asked = new();
    private readonly int _seed;
    private readonly double _share;
    private readonly (RequestKind Kind, int First, int Count, FaultKind Fault)? _aimed;

    private FaultPlan(int seed, double share, (RequestKind, int, int, FaultKind)? aimed = null) =>
        (_seed, _share, _aimed) = (seed, share, aimed);

    public static FaultPlan None { get; } = new(0, 0);

    /// <summary>Mostly nothing, now and then a cluster that is away, a bad connection, or one kind of request that fails a few times.</summary>
    public static FaultPlan Draw(Random random)
    {
        var seed = random.Next();
        var kinds = Enum.GetValues<RequestKind>();
        var kind = kinds[random.Next(kinds.Length)];
        var faults = FaultInjector.Possible(kind);
        return random.Next(20) switch
        {
            < 6 => None,
            < 8 => new(seed, share: 1),
            < 13 => new(seed, share: 0.04),
            < 16 => new(seed, share: 0.25),
            _ => new(seed, share: 0, (kind, random.Next(1, 6), random.Next(1, 4), faults[random.Next(faults.Count)])),
        };
    }

    /// <summary>What is to happen to a request, if anything.</summary>
    public FaultKind? Of(RecordedRequest request, out Random random)
    {
        var kind = RequestKinds.Of(request);
        var number = _asked.AddOrUpdate(kind, 1, (_, n) => n + 1);
        random = RepeatableRandom.Of(_seed, (int)kind, number);
        if (_aimed is var (aimed, first, count, fault) && aimed == kind && number >= first && number < first + count)
        {
            return fault;
        }

        var possible = FaultInjector.Possible(kind);
        return random.NextDouble() < _share ? possible[random.Next(possible.Count)] : null;
    }
}
