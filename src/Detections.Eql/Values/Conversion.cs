using System.Text;

namespace Detections.Eql.Values;

/// <summary>Values taken as another kind, where no mapping says what a field is. Nothing here throws.</summary>
internal static class Conversion
{
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
