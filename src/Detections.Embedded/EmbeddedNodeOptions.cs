namespace Detections.Embedded;

/// <summary>How an <see cref="EmbeddedNode"/> listens and where it keeps its data.</summary>
public sealed record EmbeddedNodeOptions
{
    /// <summary>The TCP port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The SQLite file that holds everything; null keeps everything in memory.</summary>
    public string? DataFile { get; init; }

    /// <summary>The clock behind date math, refreshes, keep-alives and the <c>Date</c> header.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How soon a written document becomes searchable where <c>index.refresh_interval</c> says nothing.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Who may do everything; null asks nobody who they are.</summary>
    public EmbeddedNodeSecurity? Security { get; init; }

    /// <summary>The largest request body accepted, after decompression.</summary>
    public long MaxContentLength { get; init; } = 100L * 1024 * 1024;

    /// <summary>The most bytes that the data may take; null for as much as there is room. Beyond it the node only reads and deletes.</summary>
    public long? MaxDataSize { get; init; }

    /// <summary>How many points in time and scrolls may be open at once.</summary>
    public int MaxOpenContexts { get; init; } = 500;
}
