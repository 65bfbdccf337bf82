using System.Diagnostics;
using System.Globalization;
using System.Text;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>A sequence of two steps with many hits and keys: time per hit, bytes per pending key, and how both grow.</summary>
internal static class SequenceScale
{
    private const int HitsPerKey = 10;
    private const double GrowthGoal = 1.5;

    public static bool Run()
    {
        // Warm-up
        Measure(50_000);
        var (small, _) = Measure(250_000);
        Measure(500_000);
        var (large, _) = Measure(1_000_000);
        var growth = large / small;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"time per hit at 1,000,000 hits against 250,000: {growth:F2} times, target <= {GrowthGoal}: {(growth <= GrowthGoal ? "pass" : "miss")}"
            )
        );
        return growth <= GrowthGoal;
    }

    private static (double NanosecondsPerHit, double BytesPerKey) Measure(int hits)
    {
        var query = EqlQuery.Parse("sequence by k with maxspan=1d [any where c == \"a\"] [any where c == \"b\"]");
        var fields = FieldTable.Create([.. query.Fields, .. query.OrderFields]);
        var reader = new EventReader(fields);
        var keys = hits / HitsPerKey;
        var matcher = query.CreateMatcher(fields, new EqlMatcherOptions { MaxHits = hits + 1 });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var elapsed = TimeSpan.Zero;
        for (var hit = 0; hit < hits; hit++)
        {
            // Every key has one sequence, and another that stays pending
            var step = hit % HitsPerKey == HitsPerKey / 2 ? "b" : "a";
            var json = Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"@timestamp":{{1_700_000_000_000 + hit}},"c":"{{step}}","k":"key{{hit / HitsPerKey * 7919L % keys}}"}"""
                )
            );
            if (!reader.TryRead(json, out var values, out var problem))
            {
                throw new InvalidOperationException(problem);
            }

            var start = Stopwatch.GetTimestamp();
            matcher.Add(values, "events", hit.ToString(CultureInfo.InvariantCulture));
            elapsed += Stopwatch.GetElapsedTime(start);
        }

        var settling = Stopwatch.GetTimestamp();
        var matches = matcher
            .Settle(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + hits + 120_000))
            .Length;
        elapsed += Stopwatch.GetElapsedTime(settling);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / keys;
        GC.KeepAlive(matcher);
        var nanoseconds = elapsed.TotalNanoseconds / hits;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{hits} hits, {keys} keys, {matches} matches: {nanoseconds:F0} ns a hit, {bytes:F0} bytes a key with its {HitsPerKey} kept hits"
            )
        );
        return (nanoseconds, bytes);
    }
}
