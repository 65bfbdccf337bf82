using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Detections.Eql.Patterns;

/// <summary>
/// A regular expression in Lucene's syntax with all its operators, which must match a text from end to end. Matching takes time
/// linear in the length of the text. Ignoring case means that of single ASCII letters, not of ranges, as in Lucene.
/// </summary>
internal sealed class LuceneRegex
{
    /// <summary>Elasticsearch's limit of one pattern, <c>index.max_regex_length</c>.</summary>
    public const int MaxLength = 1_000;

    /// <summary>A query is verified, compiled and summed up, and each takes its expressions, which are dear to make.</summary>
    private static readonly ConcurrentDictionary<(string Pattern, bool IgnoresCase), LuceneRegex> Known = new();

    private const int MostKnown = 256;

    private readonly Test _test;

    private LuceneRegex(RegexNode node)
    {
        Literal = (node as RegexNode.Translated)?.Literal;
        _test = Compile(node);
    }

    private delegate bool Test(ReadOnlySpan<char> text);

    /// <summary>The text that a pattern without operators stands for, up to letter case if that is ignored; else null.</summary>
    public string? Literal { get; }

    /// <param name="pattern">The pattern; several are joined by <c>|</c>.</param>
    /// <param name="ignoresCase">Whether single ASCII letters match in either case.</param>
    /// <param name="regex">The result.</param>
    /// <param name="problem">A sentence that says what is wrong.</param>
    /// <param name="at">Where in the pattern it is wrong.</param>
    public static bool TryCreate(
        string pattern,
        bool ignoresCase,
        [NotNullWhen(true)] out LuceneRegex? regex,
        [NotNullWhen(false)] out string? problem,
        out int at
    )
    {
        at = 0;
        problem = null;
        if (Known.TryGetValue((pattern, ignoresCase), out regex))
        {
            return true;
        }

        if (pattern.Length > MaxLength)
        {
            problem =
                $"The regular expression has {pattern.Length} characters, more than the {MaxLength} that are allowed";
            return false;
        }

        var parser = new LuceneRegexParser(pattern, ignoresCase);
        if (!parser.TryParse(out var node, out problem, out at))
        {
            return false;
        }

        try
        {
            regex = new LuceneRegex(node);
            if (Known.Count >= MostKnown)
            {
                Known.Clear();
            }

            Known.TryAdd((pattern, ignoresCase), regex);
            return true;
        }
        catch (NotSupportedException)
        {
            // How .NET refuses what would take too many states
            problem =
                "The regular expression is too large; its repetitions, such as [{1000}], multiply: use smaller ones";
            return false;
        }
    }

    public bool IsMatch(ReadOnlySpan<char> text) => _test(text);

    private static Test Compile(RegexNode node) =>
        node switch
        {
            RegexNode.Translated translated => Anchored(translated.Pattern).IsMatch,
            RegexNode.Union union => Any(union),
            RegexNode.Intersection intersection => All(intersection),
            RegexNode.Complement complement => Not(Compile(complement.Node)),
            _ => throw new InvalidOperationException($"[{node}] has no test"),
        };

    private static Regex Anchored(string pattern) =>
        new(
            $@"\A(?:{pattern})\z",
            RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant,
            Regex.InfiniteMatchTimeout
        );

    private static Test Not(Test test) => text => !test(text);

    private static Test Any(RegexNode.Union union)
    {
        var tests = CompileAll(union.Nodes);
        return text =>
        {
            foreach (var test in tests)
            {
                if (test(text))
                {
                    return true;
                }
            }

            return false;
        };
    }

    private static Test All(RegexNode.Intersection intersection)
    {
        var tests = CompileAll(intersection.Nodes);
        return text =>
        {
            foreach (var test in tests)
            {
                if (!test(text))
                {
                    return false;
                }
            }

            return true;
        };
    }

    private static Test[] CompileAll(ImmutableArray<RegexNode> nodes)
    {
        var tests = new Test[nodes.Length];
        for (var index = 0; index < tests.Length; index++)
        {
            tests[index] = Compile(nodes[index]);
        }

        return tests;
    }
}
