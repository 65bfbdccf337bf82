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

    public Scalar Scalar =>
        Value switch
        {
            bool truth => Scalar.Of(truth),
            Number number => Scalar.Of(number),
            string text => Scalar.Of(text),
            _ => Scalar.Null,
        };

    /// <summary>The literal that means a value; what is no number, truth or text is meant by its text.</summary>
    public static LiteralExpression Of(TextSpan span, Scalar value) =>
        value.Kind switch
        {
            ScalarKind.Null => OfTruth(span, null),
            ScalarKind.Boolean => OfTruth(span, value.IsTrue),
            ScalarKind.Number => new LiteralExpression(span, value.Number, value.ToString()),
            _ => new LiteralExpression(span, value.ToString(), value.ToString()),
        };

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
