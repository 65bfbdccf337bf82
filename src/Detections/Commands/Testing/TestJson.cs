using System.Text.Encodings.Web;
using System.Text.Json;

namespace Detections.Commands.Testing;

/// <summary>The results, for programs.</summary>
internal static class TestJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(IReadOnlyList<TestResult> results, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartArray();
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("file", result.File.FullPath);
            writer.WriteString("rule", result.Rule);
            writer.WriteString("name", result.Test.Name);
            if (result.Test.Location is { } place)
            {
                writer.WriteNumber("line", place.Line);
            }

            writer.WriteBoolean("passed", result.IsPassed);
            writer.WriteString("difference", result.Difference);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
