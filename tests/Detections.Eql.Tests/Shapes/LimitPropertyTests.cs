using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

public sealed class LimitPropertyTests
{
    /// <summary>The report says from when on nothing is missing, and what is forgotten never makes a match of what is none.</summary>
    [Fact]
    public void Dropping_hits_loses_sequences_up_to_the_reported_time_and_invents_none()
    {
        var dropped = 0L;
        Gen.Select(HappeningGenerators.Sequences, Split.WithinGrace(HappeningGenerators.Timed), Gen.Int[1, 8])
            .Sample(
                (sequence, split, maxHits) =>
                {
                    var shape = new ShapeRun(
                        sequence.Eql,
                        new EqlMatcherOptions { Grace = TimeSpan.FromTicks(Split.Grace / 100), MaxHits = maxHits }
                    );
                    var reported = new List<string>();
                    foreach (var run in split.Runs)
                    {
                        shape.Add(run.Added);
                        reported.AddRange(shape.Settle(run.AsOf));
                    }

                    Interlocked.Add(ref dropped, shape.Report.Dropped);
                    var until = shape.Report.DroppedUntil;
                    Assert.Equal(until is not null, shape.Report.IsCut);
                    Assert.Equal(reported.Distinct().Count(), reported.Count);
                    var answer = sequence.Answer(split.Happenings);
                    Assert.Empty(reported.Except(answer.Select(match => match.ToString())));
                    var whole = answer.Where(match =>
                        until is null
                        || (sequence.BeginsMissing ? match.Last.Time - sequence.Span : match.First.Time)
                            > (until.Value - DateTimeOffset.UnixEpoch).Ticks * 100
                    );
                    Assert.Empty(whole.Select(match => match.ToString()).Except(reported));
                },
                iter: PropertyIterations.Or(4_000),
                print: sample => $"{sample.Item1.Eql}, at most {sample.Item3} hits\n{sample.Item2}"
            );
        Assert.NotEqual(0, dropped);
    }

    /// <summary>Documents come again after they were forgotten, whether for their age or for the limit.</summary>
    [Fact]
    public void A_sample_is_reported_once_and_true_whatever_is_forgotten()
    {
        var found = 0;
        Gen.Select(
                HappeningGenerators.Samples,
                Split.WithinGrace(HappeningGenerators.Timed),
                Gen.Int[1, 14],
                Gen.Int[0, 20],
                Gen.Int[1, 4]
            )
            .Sample(
                (sample, split, maxHits, retention, perKey) =>
                {
                    var shape = new ShapeRun(
                        sample.Eql,
                        new EqlMatcherOptions
                        {
                            Grace = TimeSpan.FromTicks(Split.Grace / 100),
                            MaxHits = maxHits,
                            Retention = TimeSpan.FromTicks(retention * HappeningGenerators.Beat / 100),
                            MaxSamplesPerKey = perKey,
                        }
                    );
                    var reported = new List<string>();
                    foreach (var run in split.Runs)
                    {
                        shape.Add(run.Added);
                        reported.AddRange(shape.Settle(run.AsOf));
                        shape.Add(run.Added);
                        reported.AddRange(shape.Settle(run.AsOf));
                    }

                    Interlocked.Add(ref found, reported.Count);
                    Assert.Equal(reported.Distinct().Count(), reported.Count);
                    Assert.Empty(reported.Except(sample.All(split.Happenings).Select(match => match.ToString())));
                },
                iter: PropertyIterations.Or(4_000),
                print: sample =>
                    $"{sample.Item1.Eql}, at most {sample.Item3} hits, {sample.Item4} beats, {sample.Item5} a key\n{sample.Item2}"
            );
        Assert.NotEqual(0, found);
    }
}
