using System.Diagnostics;
using System.Globalization;
using System.Text;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>
/// Sequences of two steps at growing numbers of hits, ten of each key: the time per hit and the memory per pending key, neither of which
/// may grow with them. The matches are proven first, against a dictionary.
/// </summary>
internal sealed class Settling
{
    private const int HitsPerKey = 10;
    private const int Rounds = 3;
    private const int SettledAtOnce = 10_000;
    private const double GrowthGoal = 1.5;
    private const long Start = 1_700_000_000_000;
    private const int MaxSpan = 300_000;

    private static readonly int[] Sizes = [250_000, 500_000, 1_000_000];

    private readonly EqlQuery _query = EqlQuery.Parse(
        "sequence by user.name with maxspan=5m [process where event.action == \"start\"] [network where true]"
    );
    private readonly FieldTable _table;
    private readonly EventReader _reader;

    private Settling()
    {
        _table = FieldTable.Create([.. _query.Fields, .. _query.OrderFields]);
        _reader = new EventReader(_table);
    }

    /// <summary>Whether the matches are right and neither time nor memory grows faster than the hits.</summary>
    public static bool Run()
    {
        var benchmark = new Settling();
        var times = new List<double>();
        var memories = new List<double>();
        foreach (var size in Sizes)
        {
            var hits = Synthesize(size);
            var expected = CountWithDictionary(hits);
            var found = benchmark.CountMatches(hits);
            if (found != expected)
            {
                Console.Error.WriteLine($"{size} hits: {found} matches, expected {expected}");
                return false;
            }

            times.Add(benchmark.TimePerHit(hits));
            memories.Add(benchmark.BytesPerPendingKey(size / HitsPerKey));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{size} hits, {size / HitsPerKey} keys, {found} matches: {times[^1]:F0} ns a hit, {memories[^1]:F0} bytes a pending key"
                )
            );
        }

        var isLinear = IsLinear("time", times);
        return IsLinear("memory", memories) && isLinear;
    }

    private static bool IsLinear(string what, List<double> perUnit)
    {
        var growth = perUnit[^1] / perUnit[0];
        var isLinear = growth <= GrowthGoal;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} at {Sizes[^1]} hits against {Sizes[0]}: {growth:F2} times, target <= {GrowthGoal}: {(isLinear ? "reached" : "MISSED")}"
            )
        );
        return isLinear;
    }

    /// <summary>One hit a millisecond, of random keys and steps.</summary>
    private static Hit[] Synthesize(int count)
    {
        var random = new Random(1);
        var hits = new Hit[count];
        for (var number = 0; number < count; number++)
        {
            hits[number] = Hit.Of(number, random.Next(count / HitsPerKey), isFirst: random.Next(2) == 0);
        }

        return hits;
    }

    private static int CountWithDictionary(Hit[] hits)
    {
        var pending = new Dictionary<int, int>();
        var count = 0;
        for (var time = 0; time < hits.Length; time++)
        {
            if (hits[time].IsFirst)
            {
                pending[hits[time].Key] = time;
            }
            else if (pending.Remove(hits[time].Key, out var first) && time - first <= MaxSpan)
            {
                count++;
            }
        }

        return count;
    }

    private int CountMatches(Hit[] hits)
    {
        var matcher = _query.CreateMatcher(_table);
        var count = 0;
        for (var start = 0; start < hits.Length; start += SettledAtOnce)
        {
            var end = Math.Min(start + SettledAtOnce, hits.Length);
            for (var number = start; number < end; number++)
            {
                matcher.Add(Read(hits[number]), "logs", hits[number].Id);
            }

            count += matcher.Settle(DateTimeOffset.FromUnixTimeMilliseconds(Start + end)).Length;
        }

        return count + matcher.Finish().Length;
    }

    /// <summary>The best of some rounds, without the reading of the events.</summary>
    private double TimePerHit(Hit[] hits)
    {
        var (reading, all) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var hit in hits)
            {
                Read(hit);
            }

            var middle = Stopwatch.GetTimestamp();
            CountMatches(hits);
            var (read, matched) = (Stopwatch.GetElapsedTime(start, middle), Stopwatch.GetElapsedTime(middle));
            reading = read < reading ? read : reading;
            all = matched < all ? matched : all;
        }

        return (all - reading).TotalNanoseconds / hits.Length;
    }

    /// <summary>What is held for a key of which the first event was seen: the sequence, its hit and what tells the document again.</summary>
    private double BytesPerPendingKey(int keys)
    {
        var matcher = _query.CreateMatcher(_table);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var key = 0; key < keys; key++)
        {
            var hit = Hit.Of(key, key, isFirst: true);
            matcher.Add(Read(hit), "logs", hit.Id);
        }

        matcher.Settle(DateTimeOffset.FromUnixTimeMilliseconds(Start + keys).AddMinutes(1));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(matcher);
        return (double)(after - before) / keys;
    }

    private EqlEvent Read(Hit hit) =>
        _reader.TryRead(hit.Json, out var values, out var problem)
            ? values
            : throw new InvalidOperationException(problem);

    private sealed record Hit(string Id, int Key, bool IsFirst, byte[] Json)
    {
        public static Hit Of(int number, int key, bool isFirst) =>
            new(
                string.Create(CultureInfo.InvariantCulture, $"{number:D20}"),
                key,
                isFirst,
                Encoding.UTF8.GetBytes(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"@timestamp": {{Start + number}}, "event": {"category": "{{(isFirst ? "process" : "network")}}", "action": "start"}, "user": {"name": "user-{{key}}"} }"""
                    )
                )
            );
    }
}
