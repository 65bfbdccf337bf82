using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Documents;

/// <summary>A document as get and multi-get show it.</summary>
internal static class GetResult
{
    public static void RequireRealtime(ApiRequest request)
    {
        if (!request.Flag("realtime", otherwise: true))
        {
            throw ApiException.IllegalArgument("[realtime=false] is not implemented by the embedded node");
        }
    }

    public static void Write(
        Utf8JsonWriter writer,
        DocumentStore documents,
        StoredIndex index,
        string id,
        DocumentRow? found,
        SourceFilter filter
    )
    {
        writer.WriteStartObject();
        writer.WriteString("_index", index.Name);
        writer.WriteString("_id", id);
        if (found is { } document)
        {
            writer.WriteNumber("_version", document.Version);
            writer.WriteNumber("_seq_no", document.SeqNo);
            writer.WriteNumber("_primary_term", document.PrimaryTerm);
        }
        writer.WriteBoolean("found", found is not null);
        if (found is { Row: var row } && !filter.IsNone)
        {
            writer.WritePropertyName("_source");
            filter.Write(writer, documents.Source(row));
        }
        writer.WriteEndObject();
    }
}
