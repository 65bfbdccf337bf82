using System.Globalization;

namespace Detections.Alerts;

internal static class Times
{
    /// <summary>As Elasticsearch prints dates: UTC, milliseconds.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>With all that is known of it, for what is read back.</summary>
    public static string Exact(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
