using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Detections.Matching;

/// <summary>Reads the dates that Elasticsearch accepts by default: ISO 8601, or milliseconds since 1970.</summary>
internal static class EventTime
{
    private const int LongestDate = 64;

    public static bool TryParse(string text, out DateTimeOffset time) =>
        TryParse(Encoding.UTF8.GetBytes(text), out time);

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.IsEmpty || text.Length > LongestDate)
        {
            return false;
        }

        if (Utf8Parser.TryParse(text, out long milliseconds, out var read) && read == text.Length && text.Length > 4)
        {
            var inRange =
                milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
                && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
            time = inRange ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
            return inRange;
        }

        // "10:00" is a time of day to the framework; it would become one of today.
        if (text.Length < 10 || text[4] != (byte)'-')
        {
            return false;
        }

        Span<char> characters = stackalloc char[LongestDate];
        var length = Encoding.UTF8.GetChars(text, characters);
        return DateTimeOffset.TryParse(
            characters[..length],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );
    }
}
