using Detections.Eql;

namespace Detections.Rules;

/// <summary>One test of an exception item. Those of an item all have to hold.</summary>
internal sealed record ExceptionEntry
{
    public required ExceptionEntryType Type { get; init; }

    /// <summary>Of a nested entry, the object that holds the fields of <see cref="Entries"/>; empty for an EQL condition.</summary>
    public string Field { get; init; } = "";

    /// <summary>`excluded` in Kibana: the entry holds where the test does not.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>One for a match or wildcard, any number for match_any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The value list's id, and the type of its values: keyword, ip or ip_range.</summary>
    public string? ListId { get; init; }
    public string? ListType { get; init; }

    /// <summary>Of a nested entry.</summary>
    public IReadOnlyList<ExceptionEntry> Entries { get; init; } = [];

    /// <summary>`any where …`, where the entry is an EQL condition.</summary>
    public EqlQuery? Query { get; init; }
}
