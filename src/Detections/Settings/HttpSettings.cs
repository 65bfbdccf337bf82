namespace Detections.Settings;

/// <summary>Where a running copy answers for its health and its metrics. A class, not a record: a record would print its token.</summary>
internal sealed class HttpSettings
{
    public const string Section = "Http";

    public static readonly Uri DefaultUrl = new("http://127.0.0.1:9639");

    public Uri Url { get; init; } = DefaultUrl;

    /// <summary>What a caller must show as <c>Authorization: Bearer</c>; null where nothing is asked for.</summary>
    public string? Token { get; init; }

    /// <summary>Whether an address that others can reach may answer without a token.</summary>
    public bool AllowAnonymous { get; init; }
}
