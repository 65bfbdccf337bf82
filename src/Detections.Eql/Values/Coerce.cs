using Detections.Eql.Functions;

namespace Detections.Eql.Values;

/// <summary>
/// All conversions between the kinds of values. They happen only where the mapping is not known or says other than the expression:
/// nothing here fails, what cannot be converted is null.
/// </summary>
internal static class Coerce
{
    /// <summary>The value as a parameter of a function wants it.</summary>
    public static Scalar To(ParameterType type, Scalar value) =>
        type switch
        {
            ParameterType.Text => ToText(value),
            ParameterType.Number or ParameterType.Integer => ToNumber(value),
            _ => value,
        };

    /// <summary>The number that the value is or spells.</summary>
    public static Scalar ToNumber(Scalar value) =>
        value.Kind switch
        {
            ScalarKind.Number => value,
            _ => Conversion.TryNumber(value, out var number) ? Scalar.Of(number) : Scalar.Null,
        };

    /// <summary>The text of the value, as the function <c>string</c> writes it.</summary>
    public static Scalar ToText(Scalar value) =>
        value.Kind is ScalarKind.Null or ScalarKind.Text ? value : Scalar.Of(value.ToString());

    /// <summary>The text in lower case as functions fold it, invariantly.</summary>
    public static Scalar ToLower(Scalar value) => value.IsNull ? value : Scalar.Of(value.ToString().ToLowerInvariant());

    /// <summary>How two values compare, or null if one of them is. Values of different kinds compare as numbers if both are or spell one, else by their texts.</summary>
    public static int? Compare(Scalar left, Scalar right)
    {
        if (left.IsNull || right.IsNull)
        {
            return null;
        }

        if (left.Kind == right.Kind)
        {
            return left.CompareTo(right);
        }

        var (first, second) = (ToNumber(left), ToNumber(right));
        return first.IsNull || second.IsNull
            ? string.CompareOrdinal(left.ToString(), right.ToString())
            : first.CompareTo(second);
    }
}
