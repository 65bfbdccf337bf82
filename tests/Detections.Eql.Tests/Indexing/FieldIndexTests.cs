using System.Text;
using Detections.Eql.Execution;
using Detections.Eql.Indexing;

namespace Detections.Eql.Tests.Indexing;

public sealed class FieldIndexTests
{
    [Fact]
    public void However_often_a_value_holds_what_a_pattern_needs_it_is_tested_once()
    {
        var tests = 0;
        Predicate[] predicates =
        [
            new(
                0,
                0,
                _ => tests++ < 0,
                new(
                    [],
                    [
                        [Encoding.UTF8.GetBytes("-enc")],
                    ]
                ),
                Cost: 1
            ),
            new(
                0,
                1,
                _ => true,
                new(
                    [],
                    [
                        [Encoding.UTF8.GetBytes("else")],
                    ]
                ),
                Cost: 1
            ),
        ];
        var found = new ulong[1];

        new FieldIndex(predicates, new()).Find(
            new EventValue(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("-ENC ", 5_000))), ValueKind.String),
            wanted: [3],
            found,
            new()
        );

        Assert.Equal(1, tests);
        Assert.Equal(0UL, found[0]);
    }
}
