using System.Text;
using Detections.Eql.Execution;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Builds the tests of single values that a <c>range</c> query makes.</summary>
internal static class RangeTests
{
    /// <exception cref="FormatException">A bound cannot be a value of such a field.</exception>
    public static ValueTest Create(FieldType? type, FieldRange range)
    {
        ValueTest[] bounds =
        [
            .. Bounds(type, ComparisonOperator.Greater, range.Greater, range.Format),
            .. Bounds(type, ComparisonOperator.GreaterOrEqual, range.GreaterOrEqual, range.Format),
            .. Bounds(type, ComparisonOperator.Less, range.Less, range.Format),
            .. Bounds(type, ComparisonOperator.LessOrEqual, range.LessOrEqual, range.Format),
        ];
        return value =>
        {
            foreach (var bound in bounds)
            {
                if (!bound(value))
                {
                    return false;
                }
            }

            return true;
        };
    }

    /// <exception cref="FormatException">The text is not a date.</exception>
    public static InstantRange ReadDate(string text, FieldKind kind, DateFormat? format)
    {
        var keepsNanoseconds = kind == FieldKind.DateNanos;
        if (format is not null && format.TryParse(Encoding.UTF8.GetBytes(text), keepsNanoseconds, out var range))
        {
            return range;
        }

        return DateLiteral.TryParse(text, keepsNanoseconds, out range, out var problem)
            ? range
            : throw new FormatException(problem);
    }

    private static ValueTest[] Bounds(FieldType? type, ComparisonOperator op, string? text, string? format) =>
        text is null ? [] : [Bound(type, op, text, format)];

    private static ValueTest Bound(FieldType? type, ComparisonOperator op, string text, string? format) =>
        FieldKinds.Of(type) switch
        {
            FieldKind.Number => BoundOfNumbers(type!, op, text),
            FieldKind.Address => BoundOfAddresses(op, text),
            var kind and (FieldKind.Date or FieldKind.DateNanos) => BoundOfDates(type!, kind, op, text, format),
            FieldKind.Version => BoundOfVersions(op, new VersionNumber(text)),
            FieldKind.Unknown => BoundOfUntyped(op, text),
            _ => BoundOfTexts(op, text),
        };

    private static ValueTest BoundOfNumbers(FieldType type, ComparisonOperator op, string text) =>
        Number.TryParse(Encoding.UTF8.GetBytes(text), out var bound)
            ? value => Number.TryParse(value.Text, out var number) && op.Accepts(Number.Compare(number, bound))
            : throw new FormatException(
                $"[{text}] cannot be a bound of a field of the type [{type.Name}]; it has to be a number"
            );

    private static ValueTest BoundOfAddresses(ComparisonOperator op, string text) =>
        IpAddress.TryParse(text.AsSpan(), out var bound)
            ? value => IpAddress.TryParse(value.Text, out var address) && op.Accepts(address.CompareTo(bound))
            : throw new FormatException(
                $"[{text}] is not an address, which a bound of a field of the type [ip] has to be"
            );

    private static ValueTest BoundOfDates(
        FieldType type,
        FieldKind kind,
        ComparisonOperator op,
        string text,
        string? format
    )
    {
        var bound = ReadDate(text, kind, DateFormat.Of(format ?? type.Format));
        var ofField = DateFormat.Of(type.Format);
        return value => FieldValue.TryReadTime(value, kind, ofField, out var time) && op.Accepts(bound.Compare(time));
    }

    private static ValueTest BoundOfVersions(ComparisonOperator op, VersionNumber bound) =>
        value => op.Accepts(new VersionNumber(Encoding.UTF8.GetString(value.Text)).CompareTo(bound));

    private static ValueTest BoundOfTexts(ComparisonOperator op, string text)
    {
        var bound = Encoding.UTF8.GetBytes(text);
        return value => op.Accepts(value.Text.SequenceCompareTo(bound));
    }

    /// <summary>The event's JSON decides what the index would have made of the field.</summary>
    private static ValueTest BoundOfUntyped(ComparisonOperator op, string text)
    {
        var texts = BoundOfTexts(op, text);
        return !Number.TryParse(Encoding.UTF8.GetBytes(text), out var bound)
            ? texts
            : value =>
                value.Kind == ValueKind.Number && Number.TryParse(value.Text, out var number)
                    ? op.Accepts(Number.Compare(number, bound))
                    : texts(value);
    }
}
