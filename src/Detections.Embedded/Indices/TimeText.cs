using System.Globalization;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Durations as in <c>30s</c> and <c>1m</c>.</summary>
internal static class TimeText
{
    private static readonly (string Unit, double Milliseconds)[] Units =
    [
        ("nanos", 0.000_001),
        ("micros", 0.001),
        ("ms", 1),
        ("s", 1000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
    ];

    public static TimeSpan Parse(string text, string setting)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (
                text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text[..^unit.Length],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var count
                )
            )
            {
                return count * milliseconds < TimeSpan.MaxValue.TotalMilliseconds
                    ? TimeSpan.FromMilliseconds(count * milliseconds)
                    : throw ApiException.IllegalArgument(
                        $"failed to parse setting [{setting}] with value [{text}] as a time value: it is too long, at most {(long)TimeSpan.MaxValue.TotalDays} days are possible"
                    );
            }
        }
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        throw ApiException.IllegalArgument(
            $"failed to parse setting [{setting}] with value [{text}] as a time value: unit is missing or unrecognized"
        );
    }
}
