using System.Text;
using System.Text.Json;

namespace Detections.Matching.Exceptions;

/// <summary>Finds the objects that an event has at a path, those in lists one by one, however the path is spelled in it.</summary>
internal static class NestedObjects
{
    /// <summary>As deep as what the event was read with goes.</summary>
    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 1000,
    };

    /// <param name="source">An event that could be read, so that it is JSON.</param>
    public static List<ReadOnlyMemory<byte>> Find(ReadOnlyMemory<byte> source, string path)
    {
        source = source.Span.StartsWith(Encoding.UTF8.Preamble) ? source[Encoding.UTF8.Preamble.Length..] : source;
        var found = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(source.Span, Options);
        reader.Read();
        WalkObject(ref reader, path, source, found);
        return found;
    }

    private static void WalkObject(
        ref Utf8JsonReader reader,
        string path,
        ReadOnlyMemory<byte> source,
        List<ReadOnlyMemory<byte>> found
    )
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var below = Below(ref reader, path);
            reader.Read();
            if (below is null)
            {
                reader.Skip();
            }
            else
            {
                WalkValue(ref reader, below, source, found);
            }
        }
    }

    private static void WalkValue(
        ref Utf8JsonReader reader,
        string path,
        ReadOnlyMemory<byte> source,
        List<ReadOnlyMemory<byte>> found
    )
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    WalkValue(ref reader, path, source, found);
                }

                break;

            case JsonTokenType.StartObject when path.Length == 0:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                found.Add(source[start..(int)reader.BytesConsumed]);
                break;

            case JsonTokenType.StartObject:
                WalkObject(ref reader, path, source, found);
                break;
        }
    }

    /// <summary>What of the path lies below a key; null if the key does not lead to it.</summary>
    private static string? Below(ref Utf8JsonReader reader, string path)
    {
        for (var end = path.IndexOf('.', StringComparison.Ordinal); end >= 0; end = path.IndexOf('.', end + 1))
        {
            if (reader.ValueTextEquals(path.AsSpan(0, end)))
            {
                return path[(end + 1)..];
            }
        }

        return reader.ValueTextEquals(path) ? "" : null;
    }
}
