using System.Globalization;
using Detections.Settings;

namespace Detections.Commands.Search;

/// <summary>The start of a search: `now-1d`, or a date.</summary>
internal static class SearchStart
{
    private const string Now = "now-";

    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset start)
    {
        if (text.StartsWith(Now, StringComparison.Ordinal) && Duration.TryParse(text[Now.Length..], out var back))
        {
            start = now - back;
            return true;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out start
        );
    }
}
