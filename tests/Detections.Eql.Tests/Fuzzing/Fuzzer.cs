using System.Diagnostics;
using System.Globalization;

namespace Detections.Eql.Tests.Fuzzing;

/// <summary>
/// Judges one input after the other, in a thread of its own that is watched: an input fails if there is something wrong with it, if
/// anything is thrown, or if there is no end to it. A failure shows the input, made as small as possible.
/// </summary>
/// <param name="judge">Says what is wrong with an input, or null.</param>
/// <param name="show">Writes an input so that it can be pasted into a test.</param>
internal sealed class Fuzzer<T>(Func<T[], string?> judge, Func<T[], string> show)
{
    /// <summary>A single input that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>That of a main thread on Windows, the smallest that the library is likely to meet.</summary>
    private const int StackSize = 1 << 20;

    private T[] _current = [];
    private long _judged;
    private string? _failure;

    /// <summary>
    /// Judges what is made up, for as long as DETECTIONS_FUZZ_SECONDS says (5 by default). Every input follows from its seed, which a
    /// failure names: with it in DETECTIONS_FUZZ_SEED the first input is the one that failed.
    /// </summary>
    public void JudgeRandom(Func<Random, T[]> generate)
    {
        var first = Setting("DETECTIONS_FUZZ_SEED", otherwise: Random.Shared.Next());
        var duration = TimeSpan.FromSeconds(Setting("DETECTIONS_FUZZ_SECONDS", otherwise: 5));
        var count = 0;
        Watch(() =>
        {
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration; count++)
            {
                var seed = unchecked(first + count);
                if (!Passes(generate(new Random(seed)), $"seed {seed}"))
                {
                    return;
                }
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} inputs from seed {first}");
        Assert.NotEqual(0, count);
    }

    public void Judge(IEnumerable<T[]> inputs) =>
        Watch(() =>
        {
            foreach (var input in inputs)
            {
                if (!Passes(input, "this one"))
                {
                    return;
                }
            }
        });

    private void Watch(Action work)
    {
        using var finished = new ManualResetEventSlim();
        var worker = new Thread(
            () =>
            {
                work();
                finished.Set();
            },
            StackSize
        )
        {
            IsBackground = true,
        };
        worker.Start();
        var before = -1L;
        while (!finished.Wait(Patience))
        {
            var judged = Volatile.Read(ref _judged);
            Assert.False(judged == before, $"There is no end to {show(Volatile.Read(ref _current))}");
            before = judged;
        }

        Assert.True(_failure is null, _failure);
    }

    private bool Passes(T[] input, string name)
    {
        if (Problem(input) is null)
        {
            return true;
        }

        var smallest = Shrinker.Shrink(input, candidate => Problem(candidate) is not null);
        _failure = $"{name}: {show(smallest)}\n{Problem(smallest)}";
        return false;
    }

    private string? Problem(T[] input)
    {
        Volatile.Write(ref _current, input);
        Volatile.Write(ref _judged, _judged + 1);
        try
        {
            return judge(input);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
