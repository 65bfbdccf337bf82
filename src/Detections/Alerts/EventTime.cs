using System.Globalization;
using System.Text.Json;

namespace Detections.Alerts;

/// <summary>A time as events write it: ISO 8601, or milliseconds since 1970.</summary>
internal static class EventTime
{
    /// <summary>The first readable time at a path, or null.</summary>
    public static DateTimeOffset? At(SourceDocument source, string path)
    {
        foreach (var value in source.Values(path))
        {
            if (TryRead(value, out var time))
                return time;
        }

        return null;
    }

    private static bool TryRead(JsonElement value, out DateTimeOffset time)
    {
        var text = value.ToString();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            return TryFromMilliseconds(milliseconds, out time);

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );
    }

    private static bool TryFromMilliseconds(long milliseconds, out DateTimeOffset time)
    {
        var valid =
            milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = valid ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return valid;
    }
}
