using System.Diagnostics;
using System.Globalization;

namespace Detections.Benchmarks;

/// <summary>
/// Goals as ratios against a baseline in the same process: both take turns on small blocks of events, each going first as often as
/// the other, and the median over all blocks counts, so that neither a busy machine nor a warm cache decides. Equal verdicts are
/// proven first.
/// </summary>
internal static class BuiltInRatio
{
    private const int Rounds = 10;
    private const int Block = 100;
    private const double SpeedGoal = 1.5;
    private const long AllocationGoal = 64;

    /// <summary>Whether the verdicts are equal and every goal is reached.</summary>
    public static bool Run(ReadOnlyMemory<byte>[] events)
    {
        var engine = new EngineVerdict();
        var baseline = new JsonDocumentBaseline();
        var matches = 0;
        foreach (var source in events)
        {
            var verdict = engine.Matches(source);
            if (verdict != baseline.Matches(source))
            {
                Console.Error.WriteLine($"unequal verdicts: the engine says {verdict} of {source.Span.ToText()}");
                return false;
            }

            matches += verdict ? 1 : 0;
        }

        Console.WriteLine($"{events.Length} events, {matches} matches, equal verdicts");
        var allocated = AllocatedPerNonMatch(engine, events);
        var fast = ReportSpeed(engine, baseline, events);
        var lean = allocated <= AllocationGoal;
        Console.WriteLine(
            $"allocated per non-matching event: {allocated} bytes, target <= {AllocationGoal}: {Verdict(lean)}"
        );
        return fast && lean;
    }

    private static bool ReportSpeed(EngineVerdict engine, JsonDocumentBaseline baseline, ReadOnlyMemory<byte>[] events)
    {
        var ratios = new List<double>();
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var start = 0; start < events.Length; start += Block)
            {
                var block = events.AsSpan(start, Math.Min(Block, events.Length - start));
                var early = round % 2 == 0 ? 0 : Time(baseline.Matches, block);
                var ours = Time(engine.Matches, block);
                var theirs = early == 0 ? Time(baseline.Matches, block) : early;
                ratios.Add((double)theirs / ours);
                times.Add(ours * 1e9 / Stopwatch.Frequency / block.Length);
            }
        }

        ratios.Sort();
        times.Sort();
        var ratio = ratios[ratios.Count / 2];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"event bytes to verdict, against JsonDocument and Regex: {ratio:F2} times as fast (median; {times[times.Count / 2]:F0} ns an event), target >= {SpeedGoal}: {Verdict(ratio >= SpeedGoal)}"
            )
        );
        return ratio >= SpeedGoal;
    }

    private static long Time(Func<ReadOnlyMemory<byte>, bool> matches, ReadOnlySpan<ReadOnlyMemory<byte>> block)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var source in block)
        {
            matches(source);
        }

        return Stopwatch.GetTimestamp() - start;
    }

    /// <summary>What an event without a match allocates on average, rounded up.</summary>
    private static long AllocatedPerNonMatch(EngineVerdict engine, ReadOnlyMemory<byte>[] events)
    {
        var (allocated, count) = (0L, 0L);
        foreach (var source in events)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (engine.Matches(source))
            {
                continue;
            }

            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            count++;
        }

        return (allocated + count - 1) / count;
    }

    private static string Verdict(bool isReached) => isReached ? "pass" : "miss";

    private static string ToText(this ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
