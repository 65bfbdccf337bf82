using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>As which a document was read, so that it is written only if nobody else has written it since.</summary>
internal readonly record struct DocumentVersion(long SeqNo, long PrimaryTerm)
{
    /// <param name="document">An answer to a get or a write, or a hit of a search that asked for it.</param>
    public static DocumentVersion Of(JsonElement document) =>
        new(document.GetProperty("_seq_no").GetInt64(), document.GetProperty("_primary_term").GetInt64());
}
