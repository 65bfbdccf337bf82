namespace Detections.Runs;

/// <summary>Where events come from: the cluster, or files.</summary>
internal interface IEventSource
{
    /// <summary>The time by the clock that stamps arrivals.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken);

    /// <summary>
    /// Every event of the range, once. Ends normally only when all of it was read;
    /// throws <see cref="ClusterException"/> when a part could not be.
    /// </summary>
    IAsyncEnumerable<EventPage> ReadAsync(SourceQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Which of these events the filters of the query would have left out, where that is to be verified; else none.
    /// </summary>
    Task<IReadOnlyList<(string Index, string Id)>> HiddenAsync(
        SourceQuery query,
        IReadOnlyCollection<(string Index, string Id)> events,
        CancellationToken cancellationToken
    );
}
