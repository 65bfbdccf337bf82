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
