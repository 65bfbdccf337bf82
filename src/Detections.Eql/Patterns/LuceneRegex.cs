using System.Text;
using System.Text.RegularExpressions;

namespace Detections.Eql.Patterns;

/// <summary>
/// A regular expression in Lucene's syntax, always for the whole value. Runs on the framework's engine without backtracking, so that
/// its time is linear in the text. See https://www.elastic.co/docs/reference/query-languages/query-dsl/regexp-syntax
/// </summary>
internal sealed class LuceneRegex
{
    /// <summary>The length that Elasticsearch accepts by default, <c>index.max_regex_length</c>.</summary>
    public const int MaxLength = 1000;

    private readonly Regex _regex;

    private LuceneRegex(Regex regex) => _regex = regex;

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="ignoresCase">Whether single ASCII letters match in either case; ranges do not, as in Lucene.</param>
    /// <exception cref="LuceneRegexException">It is not a pattern, or cannot be evaluated here.</exception>
    public static LuceneRegex Create(string pattern, bool ignoresCase)
    {
        if (pattern.Length > MaxLength)
        {
            throw new LuceneRegexException(
                $"is longer than {MaxLength} characters; split it into several with [or]",
                0
            );
        }

        var translated = new LuceneRegexTranslator(pattern, ignoresCase).Translate();
        try
        {
            return new LuceneRegex(
                new Regex(
                    $@"\A(?:{translated})\z",
                    RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
                )
            );
        }
        catch (NotSupportedException)
        {
            throw new LuceneRegexException(
                "is too complex: its repeats multiply to more states than are accepted; lower the numbers in braces",
                0
            );
        }
        catch (ArgumentException exception)
        {
            throw new LuceneRegexException($"is no regular expression: {exception.Message}", 0);
        }
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 512)
        {
            Span<char> characters = stackalloc char[512];
            return _regex.IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)]);
        }

        return _regex.IsMatch(Encoding.UTF8.GetString(text));
    }
}
