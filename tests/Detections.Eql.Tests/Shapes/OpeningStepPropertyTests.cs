using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

/// <summary>
/// Where a step opens join keys, the events of other keys are passed over, and read again once theirs is opened. What is reported, and
/// when, is what is reported where everything is kept.
/// </summary>
public sealed class OpeningStepPropertyTests
{
    [Fact]
    public void What_is_read_again_for_open_keys_makes_the_matches_of_everything() =>
        Check(Split.WithinGrace(HappeningGenerators.Timed), mostOpen: 500);

    [Fact]
    public void Late_events_make_the_same_matches_too() =>
        Check(Split.AnyDelay(HappeningGenerators.Timed), mostOpen: 500);

    [Fact]
    public void Where_more_keys_are_open_than_may_be_everything_is_kept_from_then_on() =>
        Check(Split.AnyDelay(HappeningGenerators.Timed), mostOpen: 1);

    [Fact]
    public void Little_is_kept_where_the_opening_step_is_rare()
    {
        var (all, some) = (0L, 0L);
        Gen.Select(HappeningGenerators.Sequences, HappeningGenerators.Timed, Gen.Int[0, 9])
            .Sample(
                (sequence, happenings, choice) =>
                {
                    var everything = new ShapeRun(sequence.Eql);
                    everything.Add(happenings);
                    var opened = new ShapeRun(sequence.Eql, Opened(new EqlMatcherOptions(), sequence, choice));
                    opened.AddWanted(happenings, happenings);
                    Assert.InRange(opened.Report.Hits, 0, everything.Report.Hits);
                    Assert.Equal(everything.Finish(), opened.Finish());
                    Interlocked.Add(ref all, everything.Report.Hits);
                    Interlocked.Add(ref some, opened.Report.Hits);
                },
                iter: PropertyIterations.Or(1_000),
                print: sample => sample.Item1.Eql
            );
        Assert.InRange(some, 1, all * 9 / 10);
    }

    private static void Check(Gen<Split> splits, int mostOpen)
    {
        var found = 0L;
        Gen.Select(HappeningGenerators.Sequences, splits, Gen.Int[0, 9])
            .Sample(
                (sequence, split, choice) =>
                {
                    var options = new EqlMatcherOptions
                    {
                        Grace = TimeSpan.FromTicks(Split.Grace / 100),
                        Retention = sequence.MaxSpan is null ? TimeSpan.FromHours(1) : TimeSpan.Zero,
                        MaxOpenKeys = mostOpen,
                    };
                    var everything = new ShapeRun(sequence.Eql, options);
                    var opened = new ShapeRun(sequence.Eql, Opened(options, sequence, choice));
                    var untilNow = new List<Happening>();
                    foreach (var run in split.Runs)
                    {
                        untilNow.AddRange(run.Added);
                        everything.Add(run.Added);
                        opened.AddWanted(run.Added, untilNow);
                        var expected = everything.Settle(run.AsOf);
                        Interlocked.Add(ref found, expected.Length);
                        Assert.Equal(expected, opened.Settle(run.AsOf));
                    }
                },
                iter: PropertyIterations.Or(4_000),
                print: sample => $"{sample.Item1.Eql}, {sample.Item3}\n{sample.Item2}"
            );
        Assert.NotEqual(0, found);
    }

    private static EqlMatcherOptions Opened(EqlMatcherOptions options, SequenceRestatement sequence, int choice)
    {
        int[] positive =
        [
            .. Enumerable.Range(0, sequence.Filters.Length).Where(step => !sequence.Filters[step].IsMissing),
        ];
        return options with { OpeningStep = positive[choice % positive.Length] };
    }
}
