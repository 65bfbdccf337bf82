using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class EqlQueryTests
{
    [Fact]
    public void A_query_keeps_its_text() =>
        Assert.Equal("any where true // x", EqlQuery.Parse("any where true // x").Text);

    [Fact]
    public void The_category_field_is_a_field_of_the_query() =>
        Assert.Equal(
            ["event.category", "process.name", "a.b"],
            EqlQuery.Parse("process where process.name == \"x\" and (?a.`b` or not process.name : \"y*\")").Fields
        );

    [Fact]
    public void Any_category_needs_no_category_field() =>
        Assert.Equal(["a"], EqlQuery.Parse("any where a == 1").Fields);

    [Fact]
    public void The_category_field_is_an_option()
    {
        var query = EqlQuery.Parse("info where true", new EqlOptions { EventCategoryField = "event.type" });

        Assert.Equal(["event.type"], query.Fields);
        Assert.True(Event.Matches(query, """{"event": {"type": ["info"], "category": ["x"]}}"""u8.ToArray()));
        Assert.False(Event.Matches(query, """{"event": {"category": ["info"]}}"""u8.ToArray()));
    }

    [Theory]
    [InlineData("process where a == 1", "((event.category == \"process\") and (a == 1))")]
    [InlineData("any where 5 < a", "(a > 5)")]
    [InlineData("any where a != 1", "not (a == 1)")]
    [InlineData("any where a", "(a == true)")]
    [InlineData("any where not ?a", "not (?a == true)")]
    [InlineData("any where null != a", "not (a == null)")]
    [InlineData("any where a not in (1, null)", "not (a in (1))")]
    [InlineData("any where a : \"x\\\\*\"", "(a : (\"x\\\\*\"))")]
    [InlineData(
        "any where a == 1 and b == 2 and (c == 3 or d == -4)",
        "((a == 1) and (b == 2) and ((c == 3) or (d == -4)))"
    )]
    [InlineData("any where `my-f` == 1 and a.`by` == 2", "((`my-f` == 1) and (a.`by` == 2))")]
    [InlineData("any where ?`a.b`.`c``d`.`0` == 1", "(?a.b.`c``d`.`0` == 1)")]
    [InlineData("any where `a..b` == 1", "(`a..b` == 1)")]
    [InlineData("any where `@timestamp` == null and `a@b` == 1", "((@timestamp == null) and (`a@b` == 1))")]
    [InlineData("any where a == \"\\n\\t\\u{01}\\u{7f}\"", "(a == \"\\n\\t\\u{01}\\u{7F}\")")]
    [InlineData("any where a == 1 or true", "true")]
    [InlineData("any where a == 1 and 1 == 2", "false")]
    [InlineData("any where a == 1 and true", "(a == 1)")]
    [InlineData("any where a < null", "null")]
    [InlineData("any where a : (null)", "null")]
    [InlineData("any where not a in (null)", "null")]
    [InlineData("any where null or a == 1", "(a == 1)")]
    [InlineData("any where null and a == 1", "false")]
    public void A_query_prints_as_it_was_understood(string text, string expected) =>
        Assert.Equal($"any where {expected}", EqlQuery.Parse(text).ToString());

    /// <summary>An optional field that no index has is the constant null, which may be compared with a field.</summary>
    [Theory]
    [InlineData("any where ?nope == name", "(name == null)")]
    [InlineData("any where name != ?nope", "not (name == null)")]
    [InlineData("any where name in (?nope, \"a\")", "(name in (\"a\"))")]
    [InlineData("any where not ?nope : \"a*\"", "null")]
    [InlineData("any where length(?nope) == n", "(n == null)")]
    public void An_optional_field_without_a_mapping_is_null(string text, string expected)
    {
        var types = FieldTypes.FromMapping(
            """{"properties": {"name": {"type": "keyword"}, "n": {"type": "long"}}}"""u8.ToArray()
        );
        var query = EqlQuery.Parse(text, new EqlOptions { Types = types, RejectsUnknownFields = true });

        Assert.Equal($"any where {expected}", query.ToString());
    }

    [Fact]
    public void Thousands_of_alternatives_are_one_flat_condition()
    {
        var alternatives = Enumerable.Range(0, 5_000).Select(number => $"(a == {number} and not b : \"x{number}*\")");
        var query = EqlQuery.Parse($"any where {string.Join(" or ", alternatives)}");

        Assert.True(Event.Matches(query, """{"a": 4999}"""u8.ToArray()));
        Assert.False(Event.Matches(query, """{"a": 4999, "b": "x4999y"}"""u8.ToArray()));
        Assert.False(Event.Matches(query, """{"a": 5000}"""u8.ToArray()));
    }

    [Fact]
    public void A_long_list_is_one_test()
    {
        var names = Enumerable.Range(0, 5000).Select(number => $"\"name{number}.exe\"");
        var query = EqlQuery.Parse($"any where a : ({string.Join(", ", names)}, \"z*\")");

        Assert.True(Event.Matches(query, """{"a": "NAME4999.EXE"}"""u8.ToArray()));
        Assert.True(Event.Matches(query, """{"a": "Zebra"}"""u8.ToArray()));
        Assert.False(Event.Matches(query, """{"a": "name5000.exe"}"""u8.ToArray()));
    }
}
