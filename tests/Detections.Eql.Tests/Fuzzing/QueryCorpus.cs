using Detections.Eql.Tests.Suite;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Fuzzing;

/// <summary>Queries of every shape: those of the test tables, and those of the catalogue and of Elasticsearch's suite where they are at hand.</summary>
internal static class QueryCorpus
{
    /// <summary>Every keyword and symbol, every function, and what is easily read wrongly.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        .. " ( ) [ ] { } , . .. : == = != < <= > >= + - * / % | ? ?a ! ![ ~ ` \" \"\"\" ' \\ // /* */ \n \r \t \0".Split(
            ' '
        ),
        " ",
        .. "any where and or not in in~ like like~ regex regex~ null true false sequence sample by with maxspan runs until join of".Split(
            ' '
        ),
        .. "add between between~ cidrMatch concat divide endsWith endsWith~ indexOf length modulo multiply number startsWith".Split(
            ' '
        ),
        .. "string stringContains substring subtract wildcard match head tail count unique sort filter 1s 5m 1d 0ms".Split(
            ' '
        ),
        .. "0 1 -1 1.5 .5 1e308 1e-400 1e999999999 9223372036854775807 9223372036854775808 00 0x10 1.".Split(' '),
        .. "\"*\" \"?\" \"10.0.0.0/8\" \"::1\" \"::/0\" \"now-1d\" \"2026-02-30\" \"a.*\" \"[a-\" \"(\" \"a{2,1}\" \"a{99999}\"".Split(
            ' '
        ),
        .. "\"((a{90}){90}){90}\" \"<1-9>\" \"~a&b@#\" \"\\\\\" \"\\u{110000}\" \"\\u{D800}\" \"\\ud800\" \"\\x\"".Split(
            ' '
        ),
        .. "process.name process.pid source.ip @timestamp event.category `a b` ?`a` a.b a[0] _a $a".Split(' '),
        "any where a == 1",
        "sequence by a with maxspan=1m [any where true] [any where b] until [any where c]",
        "sample by a [any where true] [any where b]",
        "[any where true] by a",
        " with runs=3",
        "| head 1 | tail 2",
        "ſ",
        "İ",
        "\uFEFF",
        "\u2028",
        "\u00A0",
        "\uD83D\uDE00",
        "\uD83D",
        "\uDE00",
    ];

    public static IReadOnlyList<string> Load()
    {
        var queries = CaseFile
            .Names.SelectMany(CaseFile.Read)
            .Select(line => line.Query)
            .Concat(WrongQueryTests.Table.Concat(WrongQueryTests.TableByMapping).Select(row => row.Data.Item1))
            .Concat(Shapes());
        if (OutsideData.FolderIfThere(RuleCatalogue.Variable, RuleCatalogue.Name) is { } catalogue)
        {
            queries = queries.Concat(RuleCatalogue.Read(catalogue).Select(rule => rule.Query));
        }

        if (OutsideData.FolderIfThere("EQL_SUITE_DIR", "eql-suite") is { } suite)
        {
            queries = queries.Concat(
                Directory
                    .EnumerateFiles(Path.Combine(suite, "es"), "*.toml")
                    .Order(StringComparer.Ordinal)
                    .SelectMany(SuiteFile.Read)
                    .Select(suiteCase => suiteCase.Query)
            );
        }

        return [.. queries];
    }

    /// <summary>Small queries of every shape, which change into one another with few changes.</summary>
    private static IEnumerable<string> Shapes() =>
        [
            "any where a == 1 or b : (\"x*\", \"y?\") and not c in~ (\"z\")",
            "process where startsWith~(a, \"x\") and substring(b, 0, -1) == concat(c, 1, null)",
            "any where between(a, \"(\", \")\", true) regex~ (\"a+|b\", \"[^c]{2}\")",
            "any where cidrMatch(source.ip, \"10.0.0.0/8\", \"::1/128\") and number(a, 16) % 3 + 1 * -2 / 4 >= 1.5",
            "sequence by a, ?b with maxspan=5m [process where true] by c with runs=3 ![file where x] [any where y] until [any where z]",
            "sample by host.id [process where a] [file where b] [network where c]",
            "any where true | head 10 | tail 3",
        ];
}
