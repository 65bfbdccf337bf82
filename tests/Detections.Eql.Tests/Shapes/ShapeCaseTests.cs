using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

/// <summary>The meaning of sequences and samples, in tables of events and what is found in them.</summary>
public sealed class ShapeCaseTests
{
    public static TheoryData<string> Files => [.. Tape.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_tape_has_the_matches_that_its_table_says(string file)
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var tape in Tape.Read(file))
        {
            count++;
            Happening[][] orders = [tape.Happenings, [.. tape.Happenings.Reverse()]];
            foreach (var order in orders)
            {
                var run = new ShapeRun(tape.Query, new EqlMatcherOptions { MaxSamplesPerKey = tape.SamplesPerKey });
                run.Add(order);
                var found = run.Finish();
                if (!found.SequenceEqual(tape.Matches))
                {
                    wrong.Add($"{file}:{tape.Line}: found {string.Join("; ", found)}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.NotEqual(0, count);
    }
}
