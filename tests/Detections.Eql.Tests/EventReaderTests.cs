using System.Text;

namespace Detections.Eql.Tests;

public sealed class EventReaderTests
{
    private static readonly FieldTable Table = FieldTable.Create(["a", "b.c"]);

    [Fact]
    public void The_first_value_is_text_without_quotes_and_escapes()
    {
        Assert.Equal("x\"\\/\b\f\n\r\tA€😀", Read("""{"a": ["x\"\\\/\b\f\n\r\t\u0041\u20AC\ud83d\ude00", "y"]}"""));
        Assert.Equal("1.50e3", Read("""{"a": 1.50e3}"""));
        Assert.Equal("true", Read("""{"a": [null, true, false]}"""));
        Assert.Equal("", Read("""{"b": 1}"""));
    }

    [Fact]
    public void A_reader_forgets_the_event_before()
    {
        var reader = new EventReader(Table);

        Assert.True(reader.TryRead("""{"a": "\u0041", "b": {"c": 1}}"""u8.ToArray(), out var first, out _));
        Assert.True(first.Has(0) && first.Has(1));
        Assert.True(reader.TryRead("""{"b.c": "x"}"""u8.ToArray(), out var second, out _));
        Assert.False(second.Has(0));
        Assert.Equal("x"u8, second.FirstValue(1));
    }

    [Fact]
    public void Invalid_UTF_8_becomes_the_replacement_character_and_the_event_is_judged()
    {
        byte[] json =
        [
            .. "{\"a\": \"x"u8,
            0xFF,
            0xC3,
            .. "y\", \"skipped\": \""u8,
            0x80,
            .. "\", \""u8,
            0xFE,
            .. "\": 1}"u8,
        ];

        Assert.True(new EventReader(Table).TryRead(json, out var values, out _));
        Assert.Equal("x\uFFFD\uFFFDy", Encoding.UTF8.GetString(values.FirstValue(0)));
        Assert.True(Support.Event.Matches(EqlQuery.Parse("any where a : \"X??Y\""), json));
    }

    [Fact]
    public void Invalid_UTF_8_beside_an_escape_becomes_the_replacement_character()
    {
        byte[] json = [.. "{\"a\": \"x\\n"u8, 0xFF, .. "\\ty\"}"u8];

        Assert.True(new EventReader(Table).TryRead(json, out var values, out _));
        Assert.Equal("x\n\uFFFD\ty", Encoding.UTF8.GetString(values.FirstValue(0)));
    }

    [Theory]
    [InlineData(@"\ud83d", "\uFFFD")]
    [InlineData(@"\ude00", "\uFFFD")]
    [InlineData(@"\ud83dx", "\uFFFDx")]
    [InlineData(@"\ud83d\u0041", "\uFFFDA")]
    [InlineData(@"\ud83d\n", "\uFFFD\n")]
    [InlineData(@"\ud83d\ud83d\ude00", "\uFFFD😀")]
    public void A_lone_surrogate_becomes_the_replacement_character(string escaped, string expected) =>
        Assert.Equal(expected, Read($$"""{"a": "{{escaped}}"}"""));

    [Theory]
    [InlineData("{\"a\":1/*c*/}")]
    [InlineData("/**/ // {\n{/*}*/\"a\"/* */:/*1*/1//2,\r}// end")]
    [InlineData("{\"skipped\": [/* \"a\": 2 */], \"a\": 1} /***/")]
    [InlineData("\uFEFF{\"a\": 1}")]
    public void Comments_and_a_byte_order_mark_are_skipped_as_blanks(string json) => Assert.Equal("1", Read(json));

    [Fact]
    public void What_looks_like_a_comment_in_a_string_is_text() =>
        Assert.Equal("/*x*/ //y", Read("""{"a": "/*x*/ //y"}"""));

    [Theory]
    [InlineData("{\"a\": 1/* }", "The event is not JSON: found [/] at byte 7, expected [,] or [}]")]
    [InlineData("{\"a\": 1/*/ }", "The event is not JSON: found [/] at byte 7, expected [,] or [}]")]
    [InlineData("{\"a\": 1/ }", "The event is not JSON: found [/] at byte 7, expected [,] or [}]")]
    [InlineData("", "The event is not JSON: found the end at byte 0, expected an object")]
    [InlineData("   ", "The event is not JSON: found the end at byte 3, expected an object")]
    [InlineData("[]", "The event is not JSON: found [[] at byte 0, expected an object")]
    [InlineData("\"x\"", "The event is not JSON: found [\"] at byte 0, expected an object")]
    [InlineData("null", "The event is not JSON: found [n] at byte 0, expected an object")]
    [InlineData("{", "The event is not JSON: found the end at byte 1, expected a key in quotes")]
    [InlineData("{a: 1}", "The event is not JSON: found [a] at byte 1, expected a key in quotes")]
    [InlineData("{\"a\" 1}", "The event is not JSON: found [1] at byte 5, expected [:]")]
    [InlineData("{\"a\": 1,}", "The event is not JSON: found [}] at byte 8, expected a key in quotes")]
    [InlineData("{\"a\": 1 \"b\": 2}", "The event is not JSON: found [\"] at byte 8, expected [,] or [}]")]
    [InlineData("{\"a\": [1 2]}", "The event is not JSON: found [2] at byte 9, expected [,] or []]")]
    [InlineData("{\"a\": [1,]}", "The event is not JSON: found []] at byte 9, expected a value")]
    [InlineData("{\"a\": tru}", "The event is not JSON: found [t] at byte 6, expected a value")]
    [InlineData("{\"a\": NaN}", "The event is not JSON: found [N] at byte 6, expected a value")]
    [InlineData("{\"a\": 01}", "The event is not JSON: found [1] at byte 7, expected [,] or [}]")]
    [InlineData("{\"a\": -}", "The event is not JSON: found [}] at byte 7, expected a digit")]
    [InlineData("{\"a\": 1.}", "The event is not JSON: found [}] at byte 8, expected a digit")]
    [InlineData("{\"a\": 1e}", "The event is not JSON: found [}] at byte 8, expected a digit")]
    [InlineData(
        "{\"a\": \"x\ny\"}",
        "The event is not JSON: found the byte 0x0A at byte 8, expected a closing quote (control characters must be escaped)"
    )]
    [InlineData(
        "{\"a\": \"x}",
        "The event is not JSON: found the end at byte 9, expected a closing quote (control characters must be escaped)"
    )]
    [InlineData(
        "{\"a\": \"\\x\"}",
        "The event is not JSON: found [x] at byte 8, expected an escape such as \\n or \\u0041"
    )]
    [InlineData(
        "{\"a\": \"\\u00g0\"}",
        "The event is not JSON: found [g] at byte 11, expected an escape such as \\n or \\u0041"
    )]
    [InlineData("{\"a\": 1} x", "The event is not JSON: found [x] at byte 9, expected the end")]
    [InlineData("{\"a\": 1}\0", "The event is not JSON: found the byte 0x00 at byte 8, expected the end")]
    [InlineData(
        "{\"skipped\": {\"x\": [1, {\"y\": +1}]}}",
        "The event is not JSON: found [+] at byte 28, expected a value"
    )]
    public void What_is_not_a_JSON_object_is_set_aside_with_the_reason(string json, string expected)
    {
        Assert.False(EventReader.Strict(Table).TryRead(Encoding.UTF8.GetBytes(json), out var values, out var problem));
        Assert.Null(values);
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("[", "]", "a")]
    [InlineData("[", "]", "skipped")]
    [InlineData("{\"x\":", "}", "a")]
    public void Nesting_is_accepted_to_a_thousand_levels(string open, string close, string key)
    {
        var reader = new EventReader(Table);

        Assert.True(reader.TryRead(Nested(1000), out _, out var problem), problem);
        Assert.False(reader.TryRead(Nested(1001), out _, out problem));
        Assert.Equal("The event is nested deeper than 1000 levels", problem);
        Assert.False(reader.TryRead(Nested(1_000_000), out _, out _));

        byte[] Nested(int depth) =>
            Encoding.UTF8.GetBytes(
                $"{{\"{key}\":{string.Concat(Enumerable.Repeat(open, depth - 1))}1{string.Concat(Enumerable.Repeat(close, depth - 1))}}}"
            );
    }

    [Theory]
    [InlineData("abcdefghij", "abcdefgh")]
    [InlineData("abcdefgh", "abcdefgh")]
    [InlineData("abcdefg€", "abcdefg")]
    [InlineData("abcde€x", "abcde€")]
    [InlineData(@"\u0061\u0062\u0063\u0064\u0065\u0066\u0067\u0068\u0069\u0070\u0071", "abcdefgh")]
    [InlineData(@"\n\n\n\n\n\n\n\n\n\n", "\n\n\n\n\n\n\n\n")]
    [InlineData(
        @"abcdef\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00",
        "abcdef"
    )]
    public void An_over_long_value_is_cut_at_a_whole_character(string json, string expected)
    {
        var reader = new EventReader(Table, maxValueBytes: 8);

        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes($$"""{"a": "{{json}}"}"""), out var values, out _));
        Assert.Equal(expected, Encoding.UTF8.GetString(values.FirstValue(0)));
    }

    [Fact]
    public void A_value_longer_than_the_limit_is_compared_by_its_beginning()
    {
        var query = EqlQuery.Parse("any where a : \"evil*\"");
        var json = Encoding.UTF8.GetBytes($$"""{"a": "evil{{new string('\\', 4 << 20)}}"}""");

        Assert.True(Support.Event.Matches(query, json));
    }

    [Fact]
    public void Judging_an_event_allocates_nothing()
    {
        var query = EqlQuery.Parse(BuiltInRuleTests.Query);
        var table = FieldTable.Create(query.Fields);
        var reader = new EventReader(table);
        var step = query.Compile(table)[0];
        var json = Encoding.UTF8.GetBytes(
            """
            {"event": {"category": ["process"], "type": ["start"]}, "process": {"executable": "C:\\Windows\\System32\\werfault.exe",
            "parent": {"name": "umservice.exe"}, "args": ["a", 1, null]}}
            """
        );
        Judge();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1000; count++)
        {
            Judge();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Judge()
        {
            if (!reader.TryRead(json, out var values, out _) || step.Matches(values))
            {
                throw new InvalidOperationException("the event must be read and must not match");
            }
        }
    }

    private static string Read(string json)
    {
        Assert.True(
            new EventReader(Table).TryRead(Encoding.UTF8.GetBytes(json), out var values, out var problem),
            problem
        );
        return Encoding.UTF8.GetString(values.FirstValue(0));
    }
}
