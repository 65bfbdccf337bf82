using Detections.Embedded.Indices;

namespace Detections.Embedded.Search;

/// <summary>Indices as of a moment, kept until they are closed or their time is up.</summary>
internal sealed class SearchContext(string id, IReadOnlyDictionary<StoredIndex, long> generations)
{
    public string Id { get; } = id;

    /// <summary>The generation that is seen of each index.</summary>
    public IReadOnlyDictionary<StoredIndex, long> Generations { get; } = generations;

    public TimeSpan KeepAlive { get; set; }

    public DateTimeOffset Expires { get; set; }

    /// <summary>Where a scroll stands; null for a point in time.</summary>
    public SearchRequest? Scroll { get; set; }
}
