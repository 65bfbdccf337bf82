using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>What the record of a run says, which any copy may have done.</summary>
internal sealed record CopyRun(
    string Instance,
    string Group,
    DateTimeOffset Finished,
    RunStatus Status,
    IReadOnlyList<string> Failures,
    bool WatchesNothing,
    TimeSpan Uncovered,
    long? QueueLength
);
