using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

/// <summary>However the input is split into runs, shuffled and repeated, what is reported over all of them is the same.</summary>
public sealed class SplitPropertyTests
{
    private static readonly EqlMatcherOptions Options = new() { Grace = TimeSpan.FromTicks(Split.Grace / 100) };

    [Fact]
    public void A_sequence_is_reported_once_however_the_input_is_split() =>
        Gen.Select(HappeningGenerators.Sequences, Split.WithinGrace(HappeningGenerators.Timed))
            .Sample(
                (sequence, split) =>
                {
                    var reported = Report(new ShapeRun(sequence.Eql, OptionsOf(sequence)), split);
                    Assert.Equal(Sorted(sequence.Answer(split.Happenings)), reported.SelectMany(run => run).Order());
                },
                iter: PropertyIterations.Or(4_000),
                print: sample => $"{sample.Item1.Eql}\n{sample.Item2}"
            );

    [Fact]
    public void A_sequence_is_reported_as_soon_as_nothing_within_the_grace_can_change_it() =>
        Gen.Select(HappeningGenerators.Sequences, Split.WithinGrace(HappeningGenerators.Timed))
            .Sample(
                (sequence, split) =>
                {
                    var reported = Report(new ShapeRun(sequence.Eql, OptionsOf(sequence)), split);
                    var answer = sequence.Answer(split.Happenings);
                    for (var run = 0; run < reported.Count; run++)
                    {
                        var due = answer.Where(match =>
                            IsSettled(sequence, match, split.HorizonBefore(run + 1))
                            && !IsSettled(sequence, match, split.HorizonBefore(run))
                        );
                        Assert.Equal(due.Select(match => match.ToString()), reported[run]);
                    }
                },
                iter: PropertyIterations.Or(4_000),
                print: sample => $"{sample.Item1.Eql}\n{sample.Item2}"
            );

    [Fact]
    public void A_sample_is_reported_once_however_the_input_is_split() =>
        Gen.Select(HappeningGenerators.Samples, Split.WithinGrace(HappeningGenerators.Timed), Gen.Int[1, 4])
            .Sample(
                (sample, split, perKey) =>
                {
                    var reported = Report(new ShapeRun(sample.Eql, Options with { MaxSamplesPerKey = perKey }), split);
                    Assert.Equal(
                        Sorted(sample.AnswerOverTime(split.Happenings, perKey)),
                        reported.SelectMany(run => run).Order()
                    );
                },
                iter: PropertyIterations.Or(4_000),
                print: sample => $"{sample.Item1.Eql}, {sample.Item3} a key\n{sample.Item2}"
            );

    [Fact]
    public void An_event_is_reported_once_however_the_input_is_split() =>
        Split
            .WithinGrace(HappeningGenerators.Timed)
            .Sample(
                split =>
                {
                    var reported = Report(new ShapeRun("any where s == \"A\"", Options), split);
                    Assert.Equal(
                        split
                            .Happenings.Where(happening => happening.Letters.Contains('A'))
                            .Order()
                            .Select(happening => happening.Id),
                        reported.SelectMany(run => run)
                    );
                },
                iter: PropertyIterations.Or(2_000)
            );

    /// <summary>
    /// What comes later than the grace is counted. It adds the sequences that an answer over what is known then has and that lie within
    /// what is remembered, and invents none.
    /// </summary>
    [Fact]
    public void Late_events_add_sequences_and_are_counted()
    {
        var late = 0L;
        Gen.Select(HappeningGenerators.Sequences, Split.AnyDelay(HappeningGenerators.Timed))
            .Sample(
                (sequence, split) =>
                {
                    var shape = new ShapeRun(sequence.Eql, OptionsOf(sequence));
                    var reported = Report(shape, split);
                    var all = reported.SelectMany(run => run).ToList();
                    Assert.Equal(all.Distinct().Count(), all.Count);
                    Assert.Equal(CountLate(sequence, split), shape.Report.Late + shape.Report.TooOld);
                    Interlocked.Add(ref late, shape.Report.Late);

                    var possible = new HashSet<string>();
                    for (var run = 0; run < reported.Count; run++)
                    {
                        possible.UnionWith(Sorted(sequence.Answer(Judged(split, run))));
                        Assert.Empty(reported[run].Except(possible));
                    }

                    Assert.Empty(
                        Sorted(sequence.Answer(split.Happenings).Where(match => IsRemembered(sequence, match, split)))
                            .Except(all)
                    );
                },
                iter: PropertyIterations.Or(4_000),
                print: sample => $"{sample.Item1.Eql}\n{sample.Item2}"
            );
        Assert.NotEqual(0, late);
    }

    /// <summary>As little as possible is kept.</summary>
    private static EqlMatcherOptions OptionsOf(SequenceRestatement sequence) =>
        sequence.MaxSpan is null ? Options : Options with { Retention = TimeSpan.Zero };

    private static List<string[]> Report(ShapeRun shape, Split split)
    {
        var reported = new List<string[]>();
        foreach (var run in split.Runs)
        {
            shape.Add(run.Added);
            reported.Add(shape.Settle(run.AsOf));
        }

        return reported;
    }

    /// <summary>Whether its last event, and the time of every event that must be missing after it, is behind the horizon.</summary>
    private static bool IsSettled(SequenceRestatement sequence, ShapeMatch match, long horizon) =>
        match.Last.Time < horizon && (!sequence.Filters[^1].IsMissing || match.First.Time + sequence.Span < horizon);

    private static IEnumerable<Happening> Judged(Split split, int run) =>
        split
            .Runs.Take(run + 1)
            .SelectMany(each => each.Added)
            .Where(happening => happening.Time < split.HorizonBefore(run + 1));

    private static long CountLate(SequenceRestatement sequence, Split split) =>
        split
            .Runs.Select(
                (each, run) =>
                    each.Added.Count(happening =>
                        happening.Time < split.HorizonBefore(run)
                        && sequence
                            .Filters.Append(sequence.Until)
                            .Any(filter =>
                                filter is not null
                                && happening.Letters.Contains(filter.Letter)
                                && happening.KeysBy([.. sequence.Shared, .. filter.Own]).Any()
                            )
                    )
            )
            .Sum();

    /// <summary>Whether all that decides a match was still kept when the last event of its time came.</summary>
    private static bool IsRemembered(SequenceRestatement sequence, ShapeMatch match, Split split)
    {
        var from = sequence.BeginsMissing ? match.Last.Time - sequence.Span : match.First.Time;
        var lastRun = Array.FindLastIndex(
            split.Runs,
            run => run.Added.Any(happening => happening.Time >= from && happening.CompareTo(match.Last) <= 0)
        );
        return lastRun == 0
            || sequence.MaxSpan is null
            || from >= split.HorizonBefore(lastRun) - (sequence.Span * (sequence.HasMissing ? 2 : 1));
    }

    private static IEnumerable<string> Sorted(IEnumerable<ShapeMatch> matches) =>
        matches.Select(match => match.ToString()).Order();
}
