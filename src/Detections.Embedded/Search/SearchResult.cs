using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Search;

/// <summary>What the searched indices answered together.</summary>
internal sealed class SearchResult
{
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    public required int Shards { get; init; }

    public required IReadOnlyList<(StoredIndex Index, ApiException Error)> Failures { get; init; }

    public required IReadOnlyDictionary<StoredIndex, ShardSearch> Searches { get; init; }

    /// <summary>Null where hits were not counted.</summary>
    public long? Total { get; init; }

    public bool TotalIsLowerBound { get; init; }

    public SearchContext? Context { get; init; }

    public required SearchRequest Request { get; init; }
}
