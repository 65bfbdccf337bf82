using Detections.Embedded.Indices;
using Detections.Embedded.Mapping;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Search.Queries;

/// <summary>One index as of one generation, being searched.</summary>
internal sealed record Shard(StoredIndex Index, long Generation, FieldNames Fields, DateTimeOffset Now)
{
    /// <summary>The field of a name; null where the index has none. What Elasticsearch knows of itself is not a missing field.</summary>
    public Field? Field(string name) =>
        Index.Mapping.Resolve(name)
        ?? (
            name.StartsWith('_')
                ? throw Index.Failure(
                    400,
                    "query_shard_exception",
                    $"failed to create query: the embedded node cannot search or sort by the metadata field [{name}] in this way"
                )
                : null
        );
}
