using CsCheck;

namespace Detections.Eql.Tests.Restatement;

/// <summary>Events added over several runs, each of which ends by asking what is new.</summary>
/// <param name="Runs">What was added, and as of when it was asked.</param>
internal sealed record Split(Split.Run[] Runs)
{
    public const long Grace = 8 * HappeningGenerators.Beat;

    /// <summary>No event comes later than the grace; some come again, however late.</summary>
    public static Gen<Split> WithinGrace(Gen<Happening[]> happenings) => Random(happenings, allowsLate: false);

    /// <summary>Events come as late as they like, each once.</summary>
    public static Gen<Split> AnyDelay(Gen<Happening[]> happenings) => Random(happenings, allowsLate: true);

    /// <summary>All that was added, each event once.</summary>
    public Happening[] Happenings => [.. Runs.SelectMany(run => run.Added).Distinct()];

    /// <summary>All events before this time have been judged when a run begins.</summary>
    public long HorizonBefore(int run) => run == 0 ? long.MinValue : Runs[run - 1].AsOf - Grace;

    public override string ToString() =>
        string.Join(
            '\n',
            Runs.Select(run => $"{string.Concat(run.Added.Select(added => $"{added}\n"))}as of {run.AsOf}")
        );

    private static Gen<Split> Random(Gen<Happening[]> happenings, bool allowsLate) =>
        Gen.Select(
            happenings,
            Gen.Int[0, 60].Array[1, 5],
            Gen.Int[0, 1000].Array[14],
            Gen.Int[0, 1000].Array[14],
            Gen.Frequency((2, Gen.Const(false)), (1, Gen.Const(true))).Array[14],
            (all, beats, places, ranks, again) =>
            {
                long[] times = [.. beats.Order().Select(beat => beat * HappeningGenerators.Beat), long.MaxValue / 2];
                var added = times.Select(_ => new List<(int Rank, Happening Happening)>()).ToArray();
                for (var number = 0; number < all.Length; number++)
                {
                    // A time that an earlier run has judged is too late for this run
                    var onTime = 1 + times.Take(times.Length - 1).Count(time => all[number].Time >= time - Grace);
                    var run = places[number] % (allowsLate ? times.Length : onTime);
                    added[run].Add((ranks[number], all[number]));
                    if (again[number] && !allowsLate)
                    {
                        added[run + (ranks[number] % (times.Length - run))].Add((places[number], all[number]));
                    }
                }

                return new Split([
                    .. added.Zip(
                        times,
                        (list, time) =>
                            new Run([.. list.OrderBy(item => item.Rank).Select(item => item.Happening)], time)
                    ),
                ]);
            }
        );

    internal sealed record Run(Happening[] Added, long AsOf);
}
