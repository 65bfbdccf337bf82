namespace Detections.Rules;

/// <summary>An event that satisfies all entries does not exist for the rule.</summary>
internal sealed record ExceptionItem
{
    public required string ItemId { get; init; }
    public required string ListId { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<ExceptionEntry> Entries { get; init; }

    /// <summary>From then on the item has no effect.</summary>
    public DateTimeOffset? ExpireTime { get; init; }

    /// <summary>Where any is named, the event must come from one of them: windows, linux or macos.</summary>
    public IReadOnlyList<string> OsTypes { get; init; } = [];

    /// <summary>Kibana compares by letter case; this is the program's own.</summary>
    public bool IsCaseInsensitive { get; init; }

    /// <summary>The steps of a sequence or sample it is for, the first being 0; empty for all.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];
}
