using System.Globalization;

namespace Detections.Eql.Tests;

public sealed class WrongQueryTests
{
    public static TheoryData<string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string>();
            var path = Path.Combine(AppContext.BaseDirectory, "Cases", "wrong-queries.txt");
            foreach (var pair in File.ReadLines(path).Skip(1).Chunk(2))
            {
                table.Add(pair[0], pair[1].Trim());
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_wrong_query_is_told_where_and_why(string query, string expected)
    {
        Assert.False(EqlQuery.TryParse(query.Replace('⏎', '\n'), EqlOptions.Default, out var parsed, out var error));
        Assert.Null(parsed);
        Assert.Equal(
            expected,
            string.Create(CultureInfo.InvariantCulture, $"{error.Line}:{error.Column}+{error.Length} {error.Message}")
        );
    }

    [Fact]
    public void An_error_reads_as_a_line()
    {
        var exception = Assert.Throws<EqlException>(() => EqlQuery.Parse("any where\n a = 1"));

        Assert.Equal("line 2:4: Found [=], expected a comparison; did you mean [==]?", exception.Message);
        Assert.Equal(exception.Message, exception.Error.ToString());
    }

    [Fact]
    public void An_empty_query_is_an_error()
    {
        Assert.False(EqlQuery.TryParse("", EqlOptions.Default, out _, out var error));
        Assert.Equal(
            "line 1:1: Found the end of the query, expected an event category, [any], [sequence] or [sample]",
            error.ToString()
        );
    }

    [Theory]
    [InlineData("any where a\u00A0== 1", "U+00A0")]
    [InlineData("any\u3000where a == 1", "U+3000")]
    [InlineData("\uFEFFany where a == 1", "U+FEFF")]
    [InlineData("any where a == 1\0", "U+0000")]
    public void A_character_that_cannot_be_seen_is_named(string query, string code)
    {
        Assert.False(EqlQuery.TryParse(query, EqlOptions.Default, out _, out var error));
        Assert.Equal(
            $"The character {code} has no meaning here, although it cannot be seen; put a plain space or nothing in its place",
            error.Message
        );
    }

    [Fact]
    public void The_parts_of_a_field_name_are_bounded_by_an_error()
    {
        Assert.True(EqlQuery.TryParse($"any where {Parts(50)} == 1", EqlOptions.Default, out _, out _));
        foreach (var name in new[] { Parts(51), $"`{Parts(51)}`", $"{Parts(25)}.`{Parts(26)}`" })
        {
            Assert.False(EqlQuery.TryParse($"any where {name} == 1", EqlOptions.Default, out _, out var error));
            Assert.Equal("This field name has 51 parts between its dots; at most 50 are accepted", error.Message);
        }

        static string Parts(int count) => string.Join('.', Enumerable.Repeat("a", count));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("not (", ")")]
    public void Nesting_is_bounded_by_an_error(string open, string close)
    {
        Assert.True(EqlQuery.TryParse(Nested(100), EqlOptions.Default, out _, out _));
        Assert.False(EqlQuery.TryParse(Nested(100_000), EqlOptions.Default, out _, out var error));
        Assert.Equal(
            "The condition is nested too deep; at most 200 levels of brackets and [not] are accepted",
            error.Message
        );

        string Nested(int depth) =>
            $"any where {string.Concat(Enumerable.Repeat(open, depth))}a == 1{string.Concat(Enumerable.Repeat(close, depth))}";
    }
}
