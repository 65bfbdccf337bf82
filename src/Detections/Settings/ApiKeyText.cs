using System.Text;

namespace Detections.Settings;

/// <summary>An API key as it is set: the base64 form of `id:api_key`.</summary>
internal static class ApiKeyText
{
    public static bool IsEncoded(string text)
    {
        var decoded = new byte[text.Length];
        return Convert.TryFromBase64String(text, decoded, out var length)
            && Encoding.UTF8.GetString(decoded, 0, length).Split(':') is [{ Length: > 0 }, { Length: > 0 }];
    }
}
