using System.Text.Json;
using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class EqlFilterTests
{
    [Theory]
    // Texts and patterns
    [InlineData("any where a == \"x\"", "a in (\"x\")")]
    [InlineData("any where \"x\" == a", "a in (\"x\")")]
    [InlineData("any where a in (\"x\", \"y\", null)", "a in (\"x\", \"y\")")]
    [InlineData("any where a in~ (\"x\")", "a in~ (\"x\")")]
    [InlineData("any where a : (\"x\", \"y*\")", "(a in~ (\"x\") or a like~ (\"y*\"))")]
    [InlineData("any where a like \"?\\\\*\"", "a like (\"?\\\\*\")")]
    [InlineData("any where a : (\"x\", \"**\")", "a != null")]
    [InlineData("any where a regex \"x\\\\.y\"", "a in (\"x.y\")")]
    [InlineData("any where a regex~ \"x.*\"", "a != null")]
    [InlineData("any where a == true", "a in (\"true\")")]
    [InlineData("any where event.category == 5", "event.category in (\"5\")")]
    // Functions of a field and a constant; a wildcard that means itself becomes any character
    [InlineData("any where startsWith~(a, \"x*?\")", "a like~ (\"x??*\")")]
    [InlineData("any where endsWith(a, \"x\\\\*y\")", "a like (\"*x?y\")")]
    [InlineData("any where endsWith(a, \"x\\\\\")", "a like (\"*x\\\\\")")]
    [InlineData("any where stringContains(a, \"x*\\\\y\")", "a like (\"*x*y*\")")]
    [InlineData("any where stringContains(a, \"\\\\\")", "a like (\"*?\")")]
    [InlineData("any where startsWith(a, \"\")", "a != null")]
    [InlineData("any where startsWith(a, b)", "true")]
    [InlineData("any where cidrMatch(source.ip, \"10.0.0.0/8\")", "source.ip != null")]
    // What does not compare texts asks only for a value
    [InlineData("any where a == 1", "a != null")]
    [InlineData("any where a in (1, 2)", "a != null")]
    [InlineData("any where a > \"x\"", "a != null")]
    [InlineData("any where process.pid == 4", "process.pid != null")]
    [InlineData("any where source.ip == \"10.0.0.1\"", "source.ip != null")]
    // Missing fields satisfy complements
    [InlineData("any where a != \"x\"", "true")]
    [InlineData("any where a not in (\"x\")", "true")]
    [InlineData("any where not a : \"x\"", "true")]
    [InlineData("any where a == null", "true")]
    [InlineData("any where a != null", "a != null")]
    [InlineData("any where not not a == \"x\"", "a in (\"x\")")]
    [InlineData("any where not (a == null or b == \"x\")", "a != null")]
    [InlineData("any where not (a == null and b == null)", "(a != null or b != null)")]
    [InlineData("any where length(a) > 0", "true")]
    // Combined
    [InlineData("any where a == \"x\" and length(b) > 0", "a in (\"x\")")]
    [InlineData("any where a == \"x\" or length(b) > 0", "true")]
    [InlineData("any where a == \"x\" or a == \"y\" or a : \"z\"", "(a in (\"x\", \"y\") or a in~ (\"z\"))")]
    [InlineData(
        "any where a == \"x\" and (b == \"y\" and c == \"z\")",
        "(a in (\"x\") and b in (\"y\") and c in (\"z\"))"
    )]
    [InlineData("any where true", "true")]
    [InlineData("any where 1 == 2 and a == \"x\"", "false")]
    [InlineData("any where a : (null)", "false")]
    [InlineData("process where a == \"x\"", "(event.category in (\"process\") and a in (\"x\"))")]
    // What any step needs, and what prevents a match
    [InlineData(
        "sequence by u with maxspan=1m [any where a == \"1\"] ![any where a == \"2\"] [any where b == \"3\"] until [any where c == \"4\"]",
        "(a in (\"1\", \"2\") or b in (\"3\") or c in (\"4\"))"
    )]
    [InlineData("sequence [any where a == \"1\"] [any where true]", "true")]
    [InlineData("sample by u [any where a == \"1\"] [any where b : \"2*\"]", "(a in (\"1\") or b like~ (\"2*\"))")]
    public void The_filter_of_a_query_is(string query, string filter) =>
        Assert.Equal(filter, EqlQuery.Parse(query).Filter.ToString());

    [Fact]
    public void Fields_are_named_as_events_hold_them()
    {
        var types = FieldTypes.FromMapping(
            """
            {"properties": {"a": {"type": "keyword"}, "b": {"type": "alias", "path": "a"}, "c": {"type": "text", "fields": {"raw": {"type": "keyword"}}}}}
            """u8.ToArray()
        );

        var query = EqlQuery.Parse("any where b == \"x\" and c.raw == \"y\" and ?d == null", new() { Types = types });

        Assert.Equal("(a in (\"x\") and c in (\"y\"))", query.Filter.ToString());
    }

    [Fact]
    public void What_a_condition_matches_its_filter_lets_through() =>
        Gen.Select(Generators.Conditions, Generators.Documents.Array[1, 5])
            .Sample(
                (condition, documents) =>
                {
                    var filter = EqlQuery.Parse($"any where {condition.Eql}").Filter;
                    return documents.All(json =>
                    {
                        using var document = JsonDocument.Parse(json);
                        return !condition.Holds(document.RootElement)
                            || FilterRestatement.Holds(filter, document.RootElement);
                    });
                },
                iter: PropertyIterations.Or(40_000),
                print: sample =>
                    $"{sample.Item1.Eql}\n{EqlQuery.Parse($"any where {sample.Item1.Eql}").Filter}\n{string.Join('\n', sample.Item2)}"
            );

    /// <summary>That nothing is hidden says little of a filter that lets everything through.</summary>
    [Fact]
    public void A_filter_lets_through_less_than_everything()
    {
        var (through, all) = (0, 0);
        Gen.Select(Generators.Conditions, Generators.Documents)
            .Sample(
                (condition, json) =>
                {
                    using var document = JsonDocument.Parse(json);
                    var holds = FilterRestatement.Holds(
                        EqlQuery.Parse($"any where {condition.Eql}").Filter,
                        document.RootElement
                    );
                    Interlocked.Add(ref through, holds ? 1 : 0);
                    Interlocked.Increment(ref all);
                },
                iter: 2_000
            );

        Assert.InRange(through, 1, all * 3 / 4);
    }
}
