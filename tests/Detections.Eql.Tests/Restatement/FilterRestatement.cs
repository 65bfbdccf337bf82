using System.Text;
using System.Text.Json;

namespace Detections.Eql.Tests.Restatement;

/// <summary>What a filter lets through, said in the plainest way.</summary>
internal static class FilterRestatement
{
    public static bool Holds(EqlFilter filter, JsonElement document) =>
        filter switch
        {
            EqlFilterAll all => all.Parts.All(part => Holds(part, document)),
            EqlFilterAny any => any.Parts.Any(part => Holds(part, document)),
            EqlFilterExists exists => Texts(document, exists.Field).Any(),
            EqlFilterAnyOf anyOf => Texts(document, anyOf.Field)
                .Any(text =>
                    anyOf.Values.Any(value => Fold(value, anyOf.IgnoresCase) == Fold(text, anyOf.IgnoresCase))
                ),
            EqlFilterLike like => Texts(document, like.Field)
                .Any(text =>
                    like.Patterns.Any(pattern => Fits(Fold(pattern, like.IgnoresCase), Fold(text, like.IgnoresCase)))
                ),
            _ => throw new ArgumentException($"{filter} is no known filter", nameof(filter)),
        };

    private static IEnumerable<string> Texts(JsonElement document, string field) =>
        Document.Values(document, field).Select(Document.Text);

    private static string Fold(string text, bool ignoresCase) => ignoresCase ? Literal.Fold(text) : text;

    private static bool Fits(string pattern, string text) =>
        Fits([.. pattern.EnumerateRunes()], [.. text.EnumerateRunes()]);

    private static bool Fits(ReadOnlySpan<Rune> pattern, ReadOnlySpan<Rune> text) =>
        pattern.IsEmpty ? text.IsEmpty
        : pattern[0].Value == '*' ? Fits(pattern[1..], text) || (!text.IsEmpty && Fits(pattern, text[1..]))
        : !text.IsEmpty && (pattern[0].Value == '?' || pattern[0] == text[0]) && Fits(pattern[1..], text[1..]);
}
