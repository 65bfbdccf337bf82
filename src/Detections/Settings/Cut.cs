namespace Detections.Settings;

/// <summary>Shortens text that comes from events and answers before it enters a sentence.</summary>
internal static class Cut
{
    public static string To(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end] + "…";
    }
}
