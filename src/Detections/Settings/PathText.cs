namespace Detections.Settings;

/// <summary>Tells a path from a secret that was set in its place, so that no sentence repeats the secret.</summary>
internal static class PathText
{
    private const int MaxLength = 260;

    /// <summary>Whole, short, and without what keys and passwords have: + and = of base64, line breaks and other signs.</summary>
    public static bool LooksLikeOne(string text) =>
        text.Length <= MaxLength
        && Path.IsPathFullyQualified(text)
        && text.All(c => char.IsLetterOrDigit(c) || c is '/' or '\\' or ':' or '.' or '-' or '_' or ' ');
}
