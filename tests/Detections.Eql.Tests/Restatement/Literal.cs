using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Detections.Eql.Tests.Restatement;

/// <summary>A constant of a query.</summary>
/// <param name="Eql">As the query writes it.</param>
/// <param name="Text">As text.</param>
/// <param name="Number">As a number, if it is one.</param>
internal sealed record Literal(string Eql, string Text, decimal? Number = null)
{
    public static Literal OfString(string text) =>
        new(
            $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\u0001", "\\u{01}")}\"",
            text
        );

    public static Literal OfNumber(string text) => new(text, text, Parse(text));

    public static Literal OfBoolean(bool value) => new(value ? "true" : "false", value ? "true" : "false");

    /// <summary>How the value stands to the literal, or null if they do not compare.</summary>
    public int? Order(JsonElement value)
    {
        if (Number is not { } number)
        {
            return OrderOfText(value);
        }

        return value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => null,
            _ => Parse(Document.Text(value))?.CompareTo(number) ?? OrderOfText(value),
        };
    }

    public static string Fold(string text) =>
        string.Concat(text.Select(unit => unit is >= 'A' and <= 'Z' ? (char)(unit + 32) : unit));

    private int OrderOfText(JsonElement value)
    {
        var left = Encoding.UTF8.GetBytes(Document.Text(value));
        return left.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(Text));
    }

    private static decimal? Parse(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
