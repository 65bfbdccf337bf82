using System.Text;
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
            _ => TryNumber(value, out var number) ? Scalar.Of(number) : Scalar.Null,
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

    /// <summary>A number, or a text that spells one.</summary>
    public static bool TryNumber(Scalar value, out Number number)
    {
        number = default;
        switch (value.Kind)
        {
            case ScalarKind.Number:
                number = value.Number;
                return true;
            case ScalarKind.Text:
                return Number.TryParse(Encoding.UTF8.GetBytes((string)value.Reference), out number);
            default:
                return false;
        }
    }

    /// <summary>A number as a position in a text; fractions are cut off and what is out of range is the nearest in range.</summary>
    public static bool TryInteger(Scalar value, out int integer)
    {
        integer = 0;
        if (!TryNumber(value, out var number) || double.IsNaN(number.Decimal))
        {
            return false;
        }

        integer = number.IsInteger
            ? (int)Math.Clamp(number.Integer, int.MinValue, int.MaxValue)
            : (int)Math.Clamp(number.Decimal, int.MinValue, int.MaxValue);
        return true;
    }

    /// <summary>An address, or a text that spells one.</summary>
    public static bool TryAddress(Scalar value, out IpAddress address)
    {
        address = default;
        switch (value.Kind)
        {
            case ScalarKind.Address:
                address = (IpAddress)value.Reference;
                return true;
            case ScalarKind.Text:
                return IpAddress.TryParse((string)value.Reference, out address);
            default:
                return false;
        }
    }
}
