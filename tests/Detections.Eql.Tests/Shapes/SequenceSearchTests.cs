using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

public sealed class SequenceSearchTests
{
    [Fact]
    public void A_search_answers_as_the_naive_search_over_all_tuples()
    {
        var found = 0;
        Gen.Select(HappeningGenerators.Sequences, HappeningGenerators.Timed)
            .Sample(
                (sequence, happenings) =>
                {
                    var run = new ShapeRun(sequence.Eql);
                    run.Add(happenings);
                    var answer = run.Finish();
                    Interlocked.Add(ref found, answer.Length);
                    Assert.Equal(sequence.Answer(happenings).Select(match => match.ToString()), answer);
                },
                iter: PropertyIterations.Or(5_000),
                print: Print
            );
        Assert.NotEqual(0, found);
    }

    [Fact]
    public void Once_everything_is_old_settling_says_what_a_search_says() =>
        Gen.Select(HappeningGenerators.Sequences, HappeningGenerators.Timed)
            .Sample(
                (sequence, happenings) =>
                {
                    var (searching, settling) = (new ShapeRun(sequence.Eql), new ShapeRun(sequence.Eql));
                    searching.Add(happenings);
                    settling.Add(happenings);
                    Assert.Equal(searching.Finish(), settling.Settle(long.MaxValue / 2));
                },
                iter: PropertyIterations.Or(2_000),
                print: Print
            );

    private static string Print((SequenceRestatement Sequence, Happening[] Happenings) sample) =>
        $"{sample.Sequence.Eql}\n{string.Join('\n', sample.Happenings.Order())}";
}
