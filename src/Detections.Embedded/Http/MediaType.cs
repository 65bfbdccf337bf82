using System.Globalization;

namespace Detections.Embedded.Http;

/// <summary>The media types clients send, and the one they are answered in.</summary>
internal static class MediaType
{
    private const string Vendor = "application/vnd.elasticsearch+";

    public static void RequireKnown(string? contentType)
    {
        var (type, version) = Split(contentType ?? "");
        var known = type is "application/json" or "application/x-ndjson" or Vendor + "json" or Vendor + "x-ndjson";
        if (!known)
        {
            throw Refused($"Content-Type header [{contentType}] is not supported");
        }

        RequireServed(type, version);
    }

    public static string ForAnswer(string? accept)
    {
        var (type, version) = Split(accept ?? "");
        if (!type.StartsWith(Vendor, StringComparison.Ordinal))
        {
            return "application/json";
        }

        RequireServed(type, version);
        return $"{Vendor}json;compatible-with={version}";
    }

    private static void RequireServed(string type, string? version)
    {
        if (type.StartsWith(Vendor, StringComparison.Ordinal) && version is not ("8" or "9"))
        {
            throw Refused($"compatible-with={version ?? "(none)"} is not served; ask for compatible-with=8 or 9");
        }
    }

    private static ApiException Refused(string reason) => new(406, "media_type_header_exception", reason);

    private static (string Type, string? Version) Split(string header)
    {
        var parts = header.Split(',')[0].Split(';', StringSplitOptions.TrimEntries);
        var version = parts.FirstOrDefault(part => part.StartsWith("compatible-with=", StringComparison.Ordinal));
        return (parts[0].ToLower(CultureInfo.InvariantCulture), version?["compatible-with=".Length..]);
    }
}
