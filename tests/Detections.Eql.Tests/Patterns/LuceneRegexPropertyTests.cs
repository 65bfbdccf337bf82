using CsCheck;
using Detections.Eql.Patterns;

namespace Detections.Eql.Tests.Patterns;

public sealed class LuceneRegexPropertyTests
{
    private static readonly Gen<string> Pieces = Gen.OneOf(
        "a",
        "b",
        "A",
        "é",
        "😀",
        "1",
        "2",
        "-",
        "^",
        "$",
        " ",
        ",",
        "\n",
        "_",
        ".",
        "?",
        "*",
        "+",
        "|",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "~",
        "&",
        "<",
        ">",
        "@",
        "#",
        "\\",
        "()",
        "(a",
        "|b)",
        "[\\\\-c]",
        "[\\-",
        "-c]",
        "[^-a]",
        "]-a]",
        "[ab",
        "[^a",
        "a-c]",
        "\\d",
        "\\W",
        "\\s",
        "\\\\",
        "\\-",
        "{2}",
        "{1,}",
        "{0,2}",
        "<1-12>",
        "<01-12>",
        "~(",
        ".*"
    );

    private static readonly Gen<string> Patterns = Pieces.Array[0, 10].Select(string.Concat);

    private static readonly Gen<string> Texts = Gen.OneOf(
            "a",
            "b",
            "A",
            "B",
            "c",
            "é",
            "É",
            "😀",
            "🌍",
            "0",
            "1",
            "2",
            "-",
            "^",
            "$",
            " ",
            "\n",
            "_",
            "*",
            "\\",
            "\"",
            "(",
            ")",
            "]",
            "&",
            "~",
            "{"
        )
        .Array[0, 6]
        .Select(string.Concat);

    [Fact]
    public void The_translation_agrees_with_a_plain_matcher()
    {
        var (agreed, refused) = (0, 0);
        Gen.Select(Patterns, Texts.Array[8], Gen.Bool)
            .Sample(
                (pattern, texts, ignoresCase) =>
                {
                    var reference = TryPlain(pattern, ignoresCase);
                    if (!LuceneRegex.TryCreate(pattern, ignoresCase, out var regex, out var problem, out var at))
                    {
                        Interlocked.Increment(ref refused);
                        Assert.InRange(at, 0, pattern.Length);
                        return reference is null || IsNotSupported(problem);
                    }

                    Interlocked.Increment(ref agreed);
                    return reference is not null
                        && texts.All(text => regex.IsMatch(text) == reference.Matches(text))
                        && (regex.Literal is not { } literal || reference.Matches(literal));
                },
                iter: 50_000
            );
        // A generator of nothing but errors would prove little
        Assert.True(agreed > refused / 4, $"{agreed} agreed, {refused} refused");
    }

    /// <summary>A text of its own characters is what random texts never hit.</summary>
    [Fact]
    public void A_pattern_without_operators_matches_itself_and_nothing_else() =>
        Gen.Select(Texts, Texts)
            .Sample(
                (text, other) =>
                {
                    var pattern = string.Concat(
                        text.Select(unit => unit < 128 && !char.IsAsciiLetterOrDigit(unit) ? $"\\{unit}" : $"{unit}")
                    );
                    Assert.True(LuceneRegex.TryCreate(pattern, false, out var regex, out var problem, out _), problem);
                    return regex.Literal == text && regex.IsMatch(text) && regex.IsMatch(other) == (text == other);
                },
                iter: 5_000
            );

    [Fact]
    public void An_interval_holds_the_numbers_from_one_end_to_the_other() =>
        Gen.Select(Gen.Int[0, 1200], Gen.Int[0, 1200], Gen.Bool)
            .Sample(
                (one, other, hasWidth) =>
                {
                    var width = hasWidth ? 4 : 1;
                    var (from, to) = (one.ToString($"D{width}"), other.ToString($"D{width}"));
                    Assert.True(
                        LuceneRegex.TryCreate($"<{from}-{to}>", false, out var regex, out var problem, out _),
                        problem
                    );
                    var isFixed = from.Length == to.Length;
                    return Enumerable
                        .Range(0, 1300)
                        .All(value =>
                        {
                            var isInside = value >= Math.Min(one, other) && value <= Math.Max(one, other);
                            return regex.IsMatch(value.ToString($"D{(isFixed ? from.Length : 1)}")) == isInside
                                && regex.IsMatch(value.ToString("D9")) == (isInside && !isFixed);
                        });
                },
                iter: 300
            );

    private static PlainLuceneRegex? TryPlain(string pattern, bool ignoresCase)
    {
        try
        {
            return new PlainLuceneRegex(pattern, ignoresCase);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsNotSupported(string problem) =>
        problem.StartsWith("The operators [~] and [&] are supported", StringComparison.Ordinal)
        || problem.StartsWith("The regular expression is too large", StringComparison.Ordinal);
}
