using System.Text;
using Detections.Eql.Execution;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>The value of a field as its mapping understands it; what the mapping would refuse stays the text that it is.</summary>
internal static class FieldValue
{
    public static Scalar Read(EventValue value, FieldKind kind, DateFormat? format = null) =>
        kind switch
        {
            FieldKind.Unknown => ReadJson(value),
            FieldKind.Number when Number.TryParse(value.Text, out var number) => Scalar.Of(number),
            FieldKind.Boolean when value.Text.SequenceEqual("true"u8) => Scalar.True,
            FieldKind.Boolean when value.Text.SequenceEqual("false"u8) => Scalar.False,
            FieldKind.Address when IpAddress.TryParse(value.Text, out var address) => Scalar.Of(
                ScalarKind.Address,
                address
            ),
            FieldKind.Date or FieldKind.DateNanos when TryReadTime(value, kind, format, out var time) =>
                Scalar.OfNanoseconds(time),
            FieldKind.Version => Scalar.Of(ScalarKind.Version, new VersionNumber(TextOf(value))),
            _ => Scalar.Of(TextOf(value)),
        };

    public static bool TryReadTime(EventValue value, FieldKind kind, DateFormat? format, out long nanoseconds) =>
        format is null
            ? Instant.TryRead(value.Text, value.Kind == ValueKind.Number, kind == FieldKind.DateNanos, out nanoseconds)
            : format.TryParse(value.Text, out nanoseconds);

    private static Scalar ReadJson(EventValue value) =>
        value.Kind switch
        {
            ValueKind.Boolean => Scalar.Of(value.Text.SequenceEqual("true"u8)),
            ValueKind.Number when Number.TryParse(value.Text, out var number) => Scalar.Of(number),
            _ => Scalar.Of(TextOf(value)),
        };

    private static string TextOf(EventValue value) => Encoding.UTF8.GetString(value.Text);
}
