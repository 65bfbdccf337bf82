using System.Diagnostics;
using System.Globalization;

namespace Detections.Benchmarks;

/// <summary>
/// Lets subjects take turns on the same blocks of events in one process. Of each subject the fastest time on each block counts, so that
/// what else the machine does decides nothing; the median of the rounds is told beside it.
/// </summary>
internal sealed class Race(ReadOnlyMemory<byte>[] events, int rounds, int block = 2_000)
{
    public IReadOnlyList<Result> Run(params IReadOnlyList<Subject> subjects)
    {
        var best = new long[subjects.Count];
        var medians = new double[subjects.Count];
        for (var start = 0; start < events.Length; start += block)
        {
            var times = Array.ConvertAll(new int[subjects.Count], _ => new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                for (var turn = 0; turn < subjects.Count; turn++)
                {
                    var subject = (turn + round) % subjects.Count;
                    var portion = events.AsSpan(start, Math.Min(block, events.Length - start));
                    times[subject].Add(Time(subjects[subject], portion));
                }
            }

            for (var subject = 0; subject < subjects.Count; subject++)
            {
                best[subject] += (long)times[subject].Min();
                medians[subject] += Median.Of(times[subject]);
            }
        }

        return
        [
            .. subjects.Select(
                (s, i) => new Result(s.Name, best[i] / (double)events.Length, medians[i] / events.Length)
            ),
        ];
    }

    private static long Time(Subject subject, ReadOnlySpan<ReadOnlyMemory<byte>> portion)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var source in portion)
        {
            subject.Judge(source);
        }

        return Stopwatch.GetElapsedTime(start).Ticks * 100;
    }

    /// <summary>What is timed.</summary>
    internal sealed record Subject(string Name, Action<ReadOnlyMemory<byte>> Judge);

    /// <summary>Nanoseconds an event.</summary>
    internal sealed record Result(string Name, double Best, double Median)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Name} {Best:0} ns, median {Median:0}");
    }
}
