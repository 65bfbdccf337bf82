using System.Text;
using Detections.Eql.Values;

namespace Detections.Eql.Syntax;

/// <summary>A constant: null, a boolean, a <see cref="Number"/> or a string.</summary>
/// <param name="span">Where it stands.</param>
/// <param name="value">What it means.</param>
/// <param name="text">Numbers as written, strings without quotes and escapes.</param>
internal sealed class LiteralExpression(TextSpan span, object? value, string text) : Expression(span)
{
    public object? Value { get; } = value;

    public string Text { get; } = text;

    public byte[] Utf8 => Encoding.UTF8.GetBytes(Text);

    public bool IsNull => Value is null;

    public static LiteralExpression OfTruth(TextSpan span, bool? value) =>
        new(
            span,
            value,
            value switch
            {
                true => "true",
                false => "false",
                null => "null",
            }
        );

    public override string ToString() => Value is string ? StringLiteral.Write(Text) : Text;
}
