using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Http;

/// <summary>A status and a JSON body.</summary>
internal sealed record ApiReply(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Set where the body is not JSON.</summary>
    public string? ContentType { get; init; }

    public static JsonWriterOptions WriterOptions { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
            MaxDepth = JsonBody.DeepestAnswer,
        };

    public static ApiReply Ok(JsonNode body) => Of(200, body);

    public static ApiReply Acknowledged() => Ok(new JsonObject { ["acknowledged"] = true });

    public static ApiReply Of(int status, JsonNode body) => Write(status, writer => body.WriteTo(writer));

    public static ApiReply Empty(int status) => new(status, ReadOnlyMemory<byte>.Empty);

    public static ApiReply Write(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return new ApiReply(status, buffer.WrittenMemory);
    }
}
