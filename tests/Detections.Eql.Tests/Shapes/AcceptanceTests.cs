using System.Text;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

/// <summary>Whether an event that satisfies a step may count for it, which the caller says. Here events with <c>m</c> = <c>x</c> may not.</summary>
public sealed class AcceptanceTests
{
    private const string Where = "[any where s == ";

    [Theory]
    [InlineData("[A] [B]", -1, "A1 B2/x B3", "A1 B3")]
    [InlineData("[A] [B]", 1, "A1 B2/x B3", "A1 B3")]
    [InlineData("[A] [B]", 0, "A1 B2/x B3", "A1 B2")]
    [InlineData("[A] [A]", 1, "A1/x A2", "A1 A2")]
    [InlineData("[A] [A]", 0, "A1/x A2", "")]
    [InlineData("[A] with runs=2 [B]", 1, "A1 A2 B3/x", "")]
    [InlineData("[A] with runs=2 [B]", 1, "A1/x A2/x B3", "A1 A2 B3")]
    [InlineData("[A] with runs=2 [B]", 0, "A1/x A2 A3 B4/x", "A2 A3 B4")]
    [InlineData("[A] ![B] [C]", 1, "A1 B2 C3", "")]
    [InlineData("[A] ![B] [C]", 1, "A1 B2/x C3", "A1 _ C3")]
    [InlineData("[A] ![B] [C]", 2, "A1 C2/x C3", "A1 _ C3")]
    [InlineData("[A] [B] until [U]", 2, "A1 U2 B3", "")]
    [InlineData("[A] [B] until [U]", 2, "A1 U2/x B3", "A1 B3")]
    [InlineData("[A] [B] until [U]", 1, "A1 U2/x B3", "")]
    public void What_may_not_count_for_a_step_does_not_exist_for_it(
        string terms,
        int refusing,
        string events,
        string expected
    )
    {
        var run = Run($"sequence with maxspan=1m {terms}", refusing);
        run.Add(Tape.Events(events));
        Assert.Equal(expected, string.Join("; ", run.Finish()));
    }

    [Fact]
    public void Samples_are_asked_too()
    {
        var run = Run("sample by k [A] [B]", refusing: 0);
        run.Add(Tape.Events("A1:k/x B2:k A3:k"));
        Assert.Equal(["A3 B2 @k"], run.Finish());
    }

    [Fact]
    public void Only_events_that_satisfy_the_step_are_asked_about_and_what_is_refused_is_no_hit()
    {
        var asked = new List<int>();
        var run = new ShapeRun(
            Tape.Eql("sequence with maxspan=1m [A] [B] ![A] until [U]"),
            new EqlMatcherOptions
            {
                Accepts = (_, step) =>
                {
                    asked.Add(step);
                    return false;
                },
            }
        );
        run.Add(Tape.Events("A1 B2 C3 U4"));
        Assert.Equal([0, 2, 1, 3], asked);
        Assert.Equal(0, run.Report.Hits);
        Assert.Empty(run.Finish());
    }

    /// <param name="refusing">The step that refuses; -1 for all.</param>
    private static ShapeRun Run(string query, int refusing)
    {
        var parsed = Tape.Eql(query);
        // Every query has the field, so that the table has it
        var whole = parsed.Replace(Where, "[any where m != \"never\" and s == ", StringComparison.Ordinal);
        var slot = EqlQuery.Parse(whole).Fields.IndexOf("m");
        return new ShapeRun(
            whole,
            new EqlMatcherOptions
            {
                Accepts = (values, step) =>
                    !(refusing < 0 || step == refusing) || Encoding.UTF8.GetString(values.FirstValue(slot)) != "x",
            }
        );
    }
}
