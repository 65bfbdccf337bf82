using System.Globalization;

namespace Detections.Eql.Tests;

public sealed class WrongQueryTests
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "Cases");

    private static readonly EqlOptions WithMapping = new()
    {
        EventCategoryField = "category",
        RejectsUnknownFields = true,
        Types = FieldTypes.FromMapping(
            """
            {"properties": {
              "@timestamp": {"type": "date"}, "trusted": {"type": "boolean"}, "category": {"type": "keyword"},
              "process": {"properties": {"name": {"type": "keyword"}, "pid": {"type": "long"}, "ppid": {"type": "long"}}},
              "source.ip": {"type": "ip"}, "message": {"type": "text"}, "folded": {"type": "keyword", "normalizer": "lowercase"},
              "place": {"type": "geo_point"}, "span": {"type": "integer_range"},
              "user": {"type": "nested", "properties": {"id": {"type": "long"}}}
            }}
            """u8.ToArray()
        ),
    };

    public static TheoryData<string, string> Table => ReadTable("wrong-queries.txt");

    public static TheoryData<string, string> TableByMapping => ReadTable("wrong-queries-by-mapping.txt");

    [Theory]
    [MemberData(nameof(Table))]
    public void A_wrong_query_is_told_where_and_why(string query, string expected) =>
        Assert.Equal(expected, ErrorOf(query, EqlOptions.Default));

    [Theory]
    [MemberData(nameof(TableByMapping))]
    public void A_query_that_the_mapping_makes_wrong_is_told_where_and_why(string query, string expected) =>
        Assert.Equal(expected, ErrorOf(query, WithMapping));

    /// <summary>To accept changed sentences, copy the written files over those of the same name in Cases.</summary>
    [Fact]
    public void The_tables_can_be_written_anew()
    {
        WriteTable("wrong-queries.txt", EqlOptions.Default);
        WriteTable("wrong-queries-by-mapping.txt", WithMapping);
    }

    private static string ErrorOf(string query, EqlOptions options)
    {
        var isRight = EqlQuery.TryParse(query.Replace('⏎', '\n'), options, out var parsed, out var error);
        Assert.Equal(isRight, parsed is not null);
        return error is null
            ? "no error"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{error.Line}:{error.Column}+{error.Length} {error.Message}"
            );
    }

    private static TheoryData<string, string> ReadTable(string name)
    {
        var table = new TheoryData<string, string>();
        foreach (var pair in File.ReadLines(Path.Combine(Cases, name)).Skip(1).Chunk(2))
        {
            table.Add(pair[0], pair[1].Trim());
        }

        return table;
    }

    private static void WriteTable(string name, EqlOptions options)
    {
        var lines = File.ReadAllLines(Path.Combine(Cases, name));
        for (var index = 1; index < lines.Length; index += 2)
        {
            lines[index + 1] = $"    {ErrorOf(lines[index], options)}";
        }

        File.WriteAllLines(Path.Combine(Cases, name + ".actual"), lines);
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
