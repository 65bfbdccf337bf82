using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Detections.Embedded.Http;

/// <summary>The text of a JSON scalar as Elasticsearch indexes it.</summary>
internal static class JsonText
{
    public static string Of(JsonElement scalar)
    {
        if (scalar.ValueKind != JsonValueKind.String)
            return scalar.GetRawText();
        try
        {
            return scalar.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return WithoutLoneSurrogates(JsonMarshal.GetRawUtf8Value(scalar)[1..^1]);
        }
    }

    /// <summary>Half a surrogate pair, which is legal JSON, is indexed as U+FFFD.</summary>
    private static string WithoutLoneSurrogates(ReadOnlySpan<byte> escaped)
    {
        var raw = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] == 'u')
            {
                text.Append(
                    (char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                );
                i += 4;
            }
            else
            {
                text.Append(Unescape(raw[i]));
            }
        }
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static char Unescape(char escape) =>
        escape switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => escape,
        };
}
