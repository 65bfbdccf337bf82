using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>Request bodies, written straight to UTF-8.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Append(buffer, properties);
        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Value(Action<Utf8JsonWriter> value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            value(writer);
        }

        return buffer.WrittenMemory;
    }

    public static void AppendLine(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> properties)
    {
        Append(buffer, properties);
        buffer.Write("\n"u8);
    }

    public static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Append(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> properties)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        properties(writer);
        writer.WriteEndObject();
    }
}
