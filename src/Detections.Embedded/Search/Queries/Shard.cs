using Detections.Embedded.Indices;
using Detections.Embedded.Mapping;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Search.Queries;

/// <summary>One index as of one generation, being searched.</summary>
internal sealed record Shard(StoredIndex Index, long Generation, FieldNames Fields, DateTimeOffset Now)
{
    public Field? Field(string name) => Index.Mapping.Resolve(name);
}
