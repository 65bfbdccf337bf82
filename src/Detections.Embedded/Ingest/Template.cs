using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>Text with fields in double or triple braces. Double ones escape what JSON escapes.</summary>
internal sealed partial class Template
{
    private readonly string _text;

    private Template(string text) => _text = text;

    public static Template Read(string type, string text)
    {
        if (Reference().Replace(text, "").Contains("{{", StringComparison.Ordinal))
        {
            throw ProcessorOptions.Fault(
                type,
                $"the embedded node understands fields in braces, such as {{{{{{event.id}}}}}}, and no more of the template [{text}]",
                "value"
            );
        }

        return new Template(text);
    }

    public string Render(IngestDocument document) =>
        Reference()
            .Replace(
                _text,
                match =>
                {
                    var value = ValueOf(document, match.Groups["path"].Value);
                    return match.Value.StartsWith("{{{", StringComparison.Ordinal)
                        ? value
                        : JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
                }
            );

    private static string ValueOf(IngestDocument document, string path)
    {
        if (path == IngestDocument.TimestampPath)
        {
            return document.Timestamp.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture
            );
        }

        return document.TryGet(path, out var value)
            ? value switch
            {
                null => "",
                JsonValue scalar => scalar.ToString(),
                _ => throw ApiException.IllegalArgument(
                    $"the embedded node puts no objects and arrays into text, but [{path}] is one"
                ),
            }
            : "";
    }

    [GeneratedRegex(
        @"\{\{\{\s*(?<path>[\w@.]+)\s*\}\}\}|\{\{\s*(?<path>[\w@.]+)\s*\}\}",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Reference();
}
