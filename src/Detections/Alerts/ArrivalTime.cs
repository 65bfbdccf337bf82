using System.Globalization;
using System.Text.Json;

namespace Detections.Alerts;

/// <summary>When an event reached the cluster. It decides the month an alert is kept in, so it must depend on the event alone.</summary>
internal static class ArrivalTime
{
    /// <summary>What an event without any readable time gets, so that its alerts still have one home.</summary>
    private static readonly DateTimeOffset Unknown = DateTimeOffset.UnixEpoch;

    public static DateTimeOffset Of(SourceDocument source) =>
        First(source, "event.ingested") ?? First(source, "@timestamp") ?? Unknown;

    private static DateTimeOffset? First(SourceDocument source, string path)
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
        time = default;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
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
