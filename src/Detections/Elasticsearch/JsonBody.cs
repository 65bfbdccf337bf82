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

    public static void AppendLine(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> properties)
    {
        Append(buffer, properties);
        buffer.Write("\n"u8);
    }

    private static void Append(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> properties)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        properties(writer);
        writer.WriteEndObject();
    }
}
