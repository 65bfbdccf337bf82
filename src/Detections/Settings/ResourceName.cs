namespace Detections.Settings;

/// <summary>What may become part of the name of an index.</summary>
internal static class ResourceName
{
    public const string Allowed = "at most 100 of a-z, 0-9, _ and -";

    /// <summary>As Fleet limits the namespace of a data stream.</summary>
    private const int MaxLength = 100;

    public static bool IsValid(string text) => text.Length <= MaxLength && text.All(IsAllowed);

    private static bool IsAllowed(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-';
}
