using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

public sealed class ResultWindowTests
{
    /// <summary>The size is applied before the first pipe, on the side of that pipe.</summary>
    [Theory]
    [InlineData("", 10, EqlResultPosition.Tail, "1 2 3 4 5 6")]
    [InlineData("", 2, EqlResultPosition.Tail, "5 6")]
    [InlineData("", 2, EqlResultPosition.Head, "1 2")]
    [InlineData("", 0, EqlResultPosition.Head, "")]
    [InlineData("| head 2", 10, EqlResultPosition.Tail, "1 2")]
    [InlineData("| head 100", 3, EqlResultPosition.Tail, "1 2 3")]
    [InlineData("| tail 100", 3, EqlResultPosition.Head, "4 5 6")]
    [InlineData("| head 4 | tail 2", 10, EqlResultPosition.Tail, "3 4")]
    [InlineData("| tail 4 | head 2", 10, EqlResultPosition.Head, "3 4")]
    [InlineData("| head 4 | tail 2", 3, EqlResultPosition.Tail, "2 3")]
    [InlineData("| head 4 | tail 3 | head 2 | tail 1", 10, EqlResultPosition.Tail, "3")]
    [InlineData("| head 0", 10, EqlResultPosition.Tail, "")]
    [InlineData("| tail 0 | head 5", 10, EqlResultPosition.Tail, "")]
    public void Results_are_cut_by_size_position_and_pipes(
        string pipes,
        int size,
        EqlResultPosition position,
        string expected
    )
    {
        string[] queries = ["any where true", "sequence [any where true] [any where true]"];
        foreach (var query in queries)
        {
            var taken = EqlQuery.Parse($"{query} {pipes}").Take([1, 2, 3, 4, 5, 6], size, position);
            Assert.Equal(expected, string.Join(' ', taken));
        }
    }

    /// <summary>The unit is the whole sequence, and what a missing event forbids does not count.</summary>
    [Fact]
    public void A_pipe_counts_sequences_that_stand()
    {
        var run = new ShapeRun(
            "sequence with maxspan=9ms [any where s == \"A\"] ![any where s == \"M\"] [any where s == \"B\"] | tail 2"
        );
        string[] letters = ["A", "B", "A", "B", "A", "M", "B"];
        run.Add(
            letters.Select(
                (letter, place) =>
                    new Happening(
                        "i",
                        $"{letter}{place}",
                        place * 1_000_000,
                        null,
                        0,
                        letter,
                        new Dictionary<string, string[]>()
                    )
            )
        );
        var found = run.Finish();
        Assert.Equal(["A0 _ B1", "A2 _ B3"], found);
        Assert.Equal(found, run.Query.Take(found, 10, EqlResultPosition.Head));
    }
}
