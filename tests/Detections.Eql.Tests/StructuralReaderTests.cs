using System.Text;
using CsCheck;
using Detections.Eql.Execution;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

/// <summary>The reader that skips against the strict one: with the vectors of every size, the same values of whatever is JSON.</summary>
public sealed class StructuralReaderTests
{
    private static readonly string[] Fields = ["a", "a.b", "a.b.c", "b", "long.enough.to.need.more.than.sixteen.bytes"];

    private static readonly FieldTable Table = FieldTable.Create(Fields);

    public static TheoryData<string> Documents =>
        [
            "{}",
            " { } ",
            """{"a":"x","b":1}""",
            """{"a":["x",["y",[]],{"b":"z"},null,true,false,-0.5e+7],"b":{"c":1}}""",
            """{"a.b":1,"a":{"b":2},"a":{"b":{"c":3}},"a.b.c":4,"a":{"b.c":5},"a":6}""",
            """{"\u0061":1,"a\u002eb":2,"\ud83d\ude00":3,"\ud83d":4,"a":"\ud83d\ude00","b":"\ud83d"}""",
            """{"long":{"enough.to":{"need.more":{"than.sixteen.bytes":7}}}}""",
            """{"long.enough.to.need.more.than.sixteen.bytes":7,"long.enough.to.need.less.than.sixteen.bytes":8}""",
            """{"":1,"a":{"":2},"a.":3,".a":4,"a":5}""",
            """{"skipped":{"a":1,"x":[{"y":"]}"},"\"{"]},"a":"]}{[\\"}""",
            """{"skipped":"\\\\\\\\\\\\","a":"\\\\\\","b":"\\\\\\\""}""",
            """{"a":"/*x*/ //y","skipped":"//"}""",
            """{"a":/* "b":1, */2,"skipped":{/*"}*/},"b":3}// end""",
            "{\r\n\t\"a\" : [ 1 ,\n 2 ] ,\r\n\t\"b\" : \"€😀\"\r\n}",
            "\uFEFF{\"a\":1}",
            """{"a":"€","b":"\u20ac","skipped":{"€":"😀"}}""",
            """{"a":true,"b":null,"skipped":[tru]}""",
            """{"a":1}{"b":2}""",
            """{"a":"\x"}""",
            """{"a":01}""",
            """{"a":1 2}""",
            """{"a":1,}""",
            """{"a":[1,]}""",
            """{"a":[1}}""",
            """{"a":{"x":1],"b":2}""",
            """{"skipped":"\x","b":2}""",
            """{"skipped":[1,}],"b":2}""",
            "{\"skipped\":\"\u0001\",\"b\":2}",
            "{\"skipped\":[\u0001],\"b\":2}",
            "{\"skipped\":[\\\"],\"b\":2}",
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_reads_as_the_strict_reader_reads_it_wherever_its_blocks_begin(string json)
    {
        for (var shift = 0; shift <= 2 * StructuralBlock.Size; shift++)
        {
            AssertSame(Encoding.UTF8.GetBytes(new string(' ', shift) + json));
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_that_breaks_off_is_refused_wherever_it_does(string json)
    {
        var whole = Encoding.UTF8.GetBytes(
            $"{{\"skipped\":[{new string('1', 60)}],{json.TrimStart('\uFEFF', ' ')[1..]}"
        );
        for (var length = 0; length < whole.Length; length++)
        {
            AssertSame(whole[..length]);
        }
    }

    [Fact]
    public void Tokens_of_every_length_are_read_across_the_ends_of_blocks()
    {
        for (var length = 0; length <= 200; length++)
        {
            var (text, escapes, surrogates) = (
                new string('x', length),
                new string('\\', 2 * length),
                string.Concat(Enumerable.Repeat("\\ud83d\\ude00", length))
            );
            AssertSame($$"""{"{{text}}":"{{escapes}}","a":"{{text}}","b":"{{escapes}}\"","a.b":"{{surrogates}}"}""");
            AssertSame(
                $$"""{"a{{escapes}}":{{length}},"a":{{length}}.{{length}}e{{length}},{{new string(' ', length)}}"b":"{{text}}\n{{text}}"}"""
            );
            AssertSame(
                $$$"""{"skipped":{{{new string('[', length)}}}{{{new string(']', length)}}},"a":{"x":{{{new string('[', length)}}}"]"{{{new string(']', length)}}},"b":1}}"""
            );
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"b\":", "}")]
    [InlineData("[{\"x\":", "}]")]
    public void Nesting_is_limited_at_the_same_level(string open, string close)
    {
        for (var count = 490; count <= 1010; count++)
        {
            var (opens, closes) = (Repeat(open, count), Repeat(close, count));
            AssertSame($$"""{"a":{{opens}}1{{closes}},"b":1}""");
            AssertSame($$"""{"skipped":{{opens}}1{{closes}},"b":1}""");
            AssertSame($$"""{"a":{"skipped":[{{opens}}1{{closes}}, "x"]},"b":1}""");
        }

        static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
    }

    [Fact]
    public void A_slice_is_read_to_its_end_only()
    {
        var page = """{"b":1}{"a":"x"},"b":2}"""u8.ToArray();

        foreach (var reader in Readers(Table))
        {
            Assert.Equal("a String 78\n", EventValues.Read(reader, Table, page.AsMemory(7, 9)));
            Assert.Null(EventValues.Read(reader, Table, page.AsMemory(7, 8)));
        }
    }

    [Theory]
    [InlineData("""{"skipped": {"x": [1, {"y": +1}]}, "a": 1}""")]
    [InlineData("""{"skipped": [tru, 01, 1., NaN, nul], "a": 1}""")]
    [InlineData("""{"skipped": [1 2,, 3, ], "a": 1}""")]
    [InlineData("""{"skipped": {x: 1, "y" 2}, "a": 1}""")]
    [InlineData("""{"skipped": {"x": [1}, 2], "a": 1}""")]
    [InlineData("""{"skipped": "\x \u00g0", "a": 1}""")]
    [InlineData("""{"a": 1, "b": {"x": +1}}""")]
    [InlineData("{\"skipped\": [\u0001\uFFFF], \"a\": 1}")]
    public void What_is_wrong_only_in_what_no_field_needs_does_not_hide_an_event(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.Null(EventValues.Read(EventReader.Strict(Table), Table, bytes));
        Assert.All(Readers(Table), reader => Assert.Equal("a Number 31\n", EventValues.Read(reader, Table, bytes)));
    }

    [Theory]
    [InlineData("""{"skipped": {"x": 1}, "a": 1""", "found the end at byte 28, expected [,] or [}]")]
    [InlineData("""{"skipped": {"x": [1}, "a": 1}""", "found [}] at byte 20, expected [,] or []]")]
    [InlineData("""{"skipped": "x, "a": 1}""", "found [a] at byte 17, expected [,] or [}]")]
    [InlineData("{\"skipped\": \"\n\", \"a\": 1}", "found the byte 0x0A at byte 13, expected a closing quote")]
    [InlineData("""{"skipped": tru, "a": 1}""", "found [t] at byte 12, expected a value")]
    [InlineData("""{"skipped": 1 "a": 1}""", "found [\"] at byte 14, expected [,] or [}]")]
    [InlineData("""{"skipped": [\"], "a": 1}""", "found [\\] at byte 13, expected a value")]
    [InlineData("""{"skipped": [/], "a": 1}""", "found [/] at byte 13, expected a value")]
    [InlineData("""{"skipped": [], "a": "\x"}""", "found [x] at byte 23, expected an escape such as")]
    [InlineData("""{"skipped": [], "a": 1} x""", "found [x] at byte 24, expected the end")]
    [InlineData("""{"skipped": []], "a": 1}""", "found []] at byte 14, expected [,] or [}]")]
    public void What_is_wrong_on_the_way_or_leaves_the_end_open_is_told(string json, string expected)
    {
        foreach (var reader in Readers(Table))
        {
            Assert.False(reader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var problem));
            Assert.StartsWith($"The event is not JSON: {expected}", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"b": ["x"], "a": [2]}""", "a Number 31\nb String 78\n")]
    [InlineData("""{"b": /* odd */ ["x"], "a": [2]}""", "a Number 31\nb String 78\n")]
    [InlineData("""{"b": ["x", 5], "\u0061": [2]}""", "a Number 31\nb String 78\nb Number 35\n")]
    [InlineData("""{"b": ["x", "\x"]}""", null)]
    public void What_stands_beside_an_event_is_read_alike(string fields, string? expected)
    {
        var types = FieldTypes.FromMapping(
            """{"properties":{"b":{"type":"keyword","null_value":"none"}}}"""u8.ToArray()
        );
        var table = FieldTable.Create(["a", "b"], types);

        foreach (var reader in Readers(table).Append(EventReader.Strict(table)))
        {
            Assert.Equal(
                expected,
                EventValues.Read(
                    reader,
                    table,
                    """{"a": 1, "skipped": []}"""u8.ToArray(),
                    Encoding.UTF8.GetBytes(fields)
                )
            );
        }
    }

    [Fact]
    public void Random_documents_with_slips_read_as_the_strict_reader_reads_them()
    {
        var slip = Gen.Select(
            Gen.Int[0, 400],
            Gen.OneOf("", "\"", "\\", "{", "}", "[", "]", ",", ":", "/", "a", "\u0001", "€")
        );
        Gen.Select(Generators.Documents, slip.Array[0, 3], Gen.Int[0, 70])
            .Sample(
                (json, slips, shift) =>
                {
                    foreach (var (position, text) in slips)
                    {
                        if (position < json.Length)
                        {
                            json = json.Remove(position, position % 2).Insert(position, text);
                        }
                    }

                    AssertSame(Encoding.UTF8.GetBytes(new string(' ', shift) + json));
                },
                iter: PropertyIterations.Or(20_000)
            );
    }

    [Fact]
    public void Two_hundred_thousand_events_of_agents_read_as_the_strict_reader_reads_them()
    {
        var folder = OutsideData.FolderOrSkip(RuleCatalogue.Variable, RuleCatalogue.Name);
        var table = FieldTable.Create(
            RuleCatalogue.Read(folder).SelectMany(rule => EqlQuery.Parse(rule.Query, rule.Options).Fields)
        );
        var (strict, reader, count) = (EventReader.Strict(table), new EventReader(table), 0);
        foreach (var line in GeneratedEvents.Read(200_000))
        {
            var json = Encoding.UTF8.GetBytes(line);
            Assert.Equal(EventValues.Read(strict, table, json), EventValues.Read(reader, table, json));
            count++;
        }

        Assert.Equal(200_000, count);
    }

    [Fact]
    public void The_index_is_the_same_with_vectors_of_every_size() =>
        Gen.Select(Gen.Char["\"\\{}[]/ \u0001é:x"].Array[0, 400], Gen.Int[0, 64])
            .Sample(
                (characters, run) =>
                {
                    var json = Encoding.UTF8.GetBytes($"\"{new string('\\', run)}{new string(characters)}");
                    var (expected, isExpected) = (new StructuralIndex<ScalarScanner>(), false);
                    isExpected = expected.TryBuild(json);
                    foreach (var index in Indexes().Where(index => index is not StructuralIndex<ScalarScanner>))
                    {
                        Assert.Equal(isExpected, index.TryBuild(json));
                        Assert.Equal(expected.IsAscii, index.IsAscii);
                        Assert.Equal(expected.Blocks.ToArray(), index.Blocks.ToArray());
                    }
                },
                iter: PropertyIterations.Or(20_000)
            );

    [Fact]
    public void Parities_are_the_same_with_and_without_a_multiplication() =>
        Gen.ULong.Sample(bits =>
        {
            var parity = 0UL;
            for (var (index, isOdd) = (0, false); index < 64; index++)
            {
                isOdd ^= (bits >> index & 1) != 0;
                parity |= isOdd ? 1UL << index : 0;
            }

            return PrefixParity.Of(bits) == parity && PrefixParity.ByShifts(bits) == parity;
        });

    private static void AssertSame(string json) => AssertSame(Encoding.UTF8.GetBytes(json));

    private static void AssertSame(byte[] json)
    {
        var strict = EventValues.Read(EventReader.Strict(Table), Table, json);
        var lenient = strict ?? EventValues.Read(EventReader.Strict(Table), Table, Skipping.Remove(Fields, json));
        foreach (var reader in Readers(Table))
        {
            var actual = EventValues.Read(reader, Table, json);
            Assert.True(
                actual == strict || actual == lenient,
                $"{Encoding.UTF8.GetString(json)}\nread {actual}, expected {strict} or {lenient}"
            );
        }
    }

    private static IEnumerable<EventReader> Readers(FieldTable table) =>
        Indexes().Select(index => new EventReader(table, EventReader.DefaultMaxValueBytes, index));

    private static StructuralIndex[] Indexes() =>
        [
            new StructuralIndex<Vector256Scanner>(),
            new StructuralIndex<Vector128Scanner>(),
            new StructuralIndex<ScalarScanner>(),
        ];
}
