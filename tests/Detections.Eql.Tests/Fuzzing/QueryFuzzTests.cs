using System.Text.Json;

namespace Detections.Eql.Tests.Fuzzing;

/// <summary>No text at all makes the language throw, hang or run out of stack: it is a query, or it has an error in it.</summary>
public sealed class QueryFuzzTests
{
    private const int LongQuery = 50_000;

    private static readonly EqlOptions[] Options =
    [
        EqlOptions.Default,
        new()
        {
            EventCategoryField = "a",
            TiebreakerField = "b",
            RejectsUnknownFields = true,
            Types = FieldTypes.FromMapping(
                """
                {"properties": {
                  "@timestamp": {"type": "date"}, "a": {"type": "keyword"}, "b": {"type": "long"}, "c": {"type": "ip"},
                  "d": {"type": "version"}, "e": {"type": "date_nanos"}, "f": {"type": "boolean"}, "g": {"type": "double"},
                  "h": {"type": "text"}, "i": {"type": "text", "fields": {"raw": {"type": "keyword"}}}, "j": {"type": "flattened"}
                }}
                """u8.ToArray()
            ),
        },
    ];

    private static readonly byte[][] Events =
    [
        "{}"u8.ToArray(),
        """
        {"@timestamp": "2026-11-24T10:00:00Z", "event.category": ["process", "file"], "a": ["x", "y", ""], "b": [1, -2, 9e99, null],
         "c": ["10.0.0.1", "::1", "none"], "d": "1.2.3", "e": 1, "f": true, "g": 1.5, "i": "text", "j": {"k": "v"}, "process": {"name":
         "cmd.exe", "pid": [4, 4], "args": ["a", "b"]}, "x": 1e999, "y": "\uD83D", "z": "*"}
        """u8.ToArray(),
        """
        {"@timestamp": 1795000000000, "event": {"category": "network"}, "a": true, "b": "7", "c": 5, "process": {"name": null, "pid":
         "x"}, "user.name": "İ"}
        """u8.ToArray(),
    ];

    [Fact]
    public void Any_text_is_a_query_or_has_an_error_in_it() =>
        new Fuzzer<char>(Problem, Show).JudgeRandom(
            new Mutator<char>(
                [.. QueryCorpus.Load().Select(query => query.ToCharArray())],
                [.. QueryCorpus.Words.Select(word => word.ToCharArray())],
                random => (char)random.Next(random.Next(2) == 0 ? 0x80 : 0x10000)
            ).Generate
        );

    [Theory]
    [InlineData("any where ", "(", "a", ")", "")]
    [InlineData("any where ", "not ", "a", "", "")]
    [InlineData("any where ", "not (", "a", ")", "")]
    [InlineData("any where ", "-", "1", "", " == 1")]
    [InlineData("any where ", "- (", "1", ")", " == 1")]
    [InlineData("any where ", "1 + ", "1", "", " == 1")]
    [InlineData("any where ", "1 + (", "1", ")", " == 1")]
    [InlineData("any where ", "a or ", "a", "", "")]
    [InlineData("any where ", "a or (a and ", "a", ")", "")]
    [InlineData("any where ", "length(", "a", ")", " == 1")]
    [InlineData("any where ", "concat(a, ", "a", ")", " == 1")]
    [InlineData("any where a in (", "\"x\", ", "\"x\"", "", ")")]
    [InlineData("any where a : (", "\"*x?\", ", "\"x\"", "", ")")]
    [InlineData("any where a like~ (", "\"*x*y*\", ", "\"x\"", "", ")")]
    [InlineData("any where a regex (", "\"x.*y|z\", ", "\"x\"", "", ")")]
    [InlineData("any where a regex \"", "(", "x", ")", "\"")]
    [InlineData("any where a regex \"", "(x|", "x", ")*", "\"")]
    [InlineData("any where a regex \"", "x", "x", "{2}", "\"")]
    [InlineData("any where a regex \"", "[a-z]", "x", "", "\"")]
    [InlineData("any where a : \"", "*x", "", "", "\"")]
    [InlineData("any where a : \"", "?*", "", "", "\"")]
    [InlineData("any where cidrMatch(c, ", "\"10.0.0.0/8\", ", "\"::/0\"", "", ")")]
    [InlineData("any where a", ".a", "", "", " == 1")]
    [InlineData("any where a", "[", "0", "]", " == 1")]
    [InlineData("any where `", "``", "", "", "` == 1")]
    [InlineData("any where a == ", "1", "", "", "")]
    [InlineData("any where a == 1.", "0", "1", "", "")]
    [InlineData("any where a == \"", "\\u{41}", "", "", "\"")]
    [InlineData("any where a ", "/*", "", "*/", "== 1")]
    [InlineData("any where a ", "// x\n", "", "", "== 1")]
    [InlineData("sequence ", "[any where a] ", "[any where a]", "", "")]
    [InlineData("sequence by ", "a, ", "a", "", " [any where a] [any where b]")]
    [InlineData("sequence with maxspan=1m [any where a] ", "![any where b] ", "[any where c]", "", "")]
    [InlineData("sequence ", "[", "any where a", "]", "")]
    [InlineData("sample by a ", "[any where a] ", "[any where a]", "", "")]
    [InlineData("any where a", " | head 1", "", "", "")]
    [InlineData("", " ", "", "", "")]
    [InlineData("", "a", "", "", "")]
    public void However_often_a_piece_is_repeated_there_is_a_verdict(
        string begin,
        string open,
        string core,
        string close,
        string end
    ) =>
        new Fuzzer<char>(Problem, Show).Judge(
            ((int[])[0, 1, 2, 10, 50, 100, 199, 200, 201, 256, 2_700, 10_000, int.MaxValue])
                .Select(count => Math.Min(count, LongQuery / Math.Max(open.Length + close.Length, 1)))
                .Distinct()
                .Select(count => $"{begin}{Repeated(open, count)}{core}{Repeated(close, count)}{end}".ToCharArray())
        );

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Show(char[] text) => JsonSerializer.Serialize(new string(text));

    private static string? Problem(char[] characters)
    {
        var text = new string(characters);
        foreach (var options in Options)
        {
            if (!EqlQuery.TryParse(text, options, out var query, out var error))
            {
                if (!IsIn(text, error))
                {
                    return $"The error is not in the query: {error}";
                }

                continue;
            }

            foreach (var warning in query.Warnings.Where(warning => !IsIn(text, warning)))
            {
                return $"The warning is not in the query: {warning}";
            }

            Evaluate(query, options.Types);
        }

        return null;
    }

    private static void Evaluate(EqlQuery query, FieldTypes types)
    {
        _ = query.ToString();
        var table = FieldTable.Create([.. query.Fields, .. query.OrderFields], types);
        var reader = new EventReader(table);
        var matcher = query.CreateMatcher(table, new EqlMatcherOptions { MaxHits = 100 });
        for (var index = 0; index < Events.Length; index++)
        {
            Assert.True(reader.TryRead(Events[index], out var values, out var problem), problem);
            matcher.Add(values, "index", $"{index}");
        }

        query.Take(matcher.Finish(), size: 10, EqlResultPosition.Tail);
    }

    private static bool IsIn(string text, EqlError error)
    {
        var lines = text.Split('\n');
        return error is { Message.Length: > 0, Length: >= 0, Line: > 0, Column: > 0 }
            && error.Line <= lines.Length
            && error.Column <= lines[error.Line - 1].Length + 1
            && lines.Take(error.Line - 1).Sum(line => line.Length + 1) + error.Column - 1 + error.Length <= text.Length;
    }
}
