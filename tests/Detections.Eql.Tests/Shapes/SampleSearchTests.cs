using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

public sealed class SampleSearchTests
{
    [Fact]
    public void A_search_answers_the_first_of_all_tuples_of_different_events()
    {
        var found = 0;
        Gen.Select(HappeningGenerators.Samples, HappeningGenerators.PartlyTimed, Gen.Int[1, 6])
            .Sample(
                (sample, happenings, perKey) =>
                {
                    var run = new ShapeRun(sample.Eql, new EqlMatcherOptions { MaxSamplesPerKey = perKey });
                    run.Add(happenings);
                    var answer = run.Finish();
                    Interlocked.Add(ref found, answer.Length);
                    Assert.Equal(sample.Answer(happenings, perKey).Select(match => match.ToString()), answer);
                },
                iter: PropertyIterations.Or(5_000),
                print: Print
            );
        Assert.NotEqual(0, found);
    }

    [Fact]
    public void Over_time_the_samples_that_were_complete_first_are_reported() =>
        Gen.Select(HappeningGenerators.Samples, HappeningGenerators.Timed, Gen.Int[1, 6])
            .Sample(
                (sample, happenings, perKey) =>
                {
                    var run = new ShapeRun(sample.Eql, new EqlMatcherOptions { MaxSamplesPerKey = perKey });
                    run.Add(happenings);
                    Assert.Equal(
                        sample.AnswerOverTime(happenings, perKey).Select(match => match.ToString()),
                        run.Settle(long.MaxValue / 2)
                    );
                },
                iter: PropertyIterations.Or(5_000),
                print: Print
            );

    private static string Print((SampleRestatement Sample, Happening[] Happenings, int PerKey) sample) =>
        $"{sample.Sample.Eql}, {sample.PerKey} a key\n{string.Join('\n', sample.Happenings.Order())}";
}
