using System.Text.Json;
using Detections.Embedded.Indices;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Documents;

/// <summary>An accepted write, as responses tell it.</summary>
internal sealed record WriteResult(StoredIndex Index, string Id, DocumentRow Document, string Result, int Status)
{
    public bool ForcedRefresh { get; init; }

    public void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteString("_index", Index.Name);
        writer.WriteString("_id", Id);
        writer.WriteNumber("_version", Document.Version);
        writer.WriteString("result", Result);
        if (ForcedRefresh)
        {
            writer.WriteBoolean("forced_refresh", true);
        }

        writer.WritePropertyName("_shards");
        Index.WriteShards().WriteTo(writer);
        writer.WriteNumber("_seq_no", Document.SeqNo);
        writer.WriteNumber("_primary_term", Document.PrimaryTerm);
    }
}
