using Detections.Settings;

namespace Detections.Rules.Files;

/// <summary>One rule of a file, right or wrong.</summary>
internal sealed record RuleEntry(string? RuleId, string? Name, Location? Location)
{
    /// <summary>Null where it has a mistake or is not run.</summary>
    public Rule? Rule { get; init; }

    /// <summary>Where this program does not run rules of its type.</summary>
    public UnevaluatedRule? Unevaluated { get; init; }

    /// <summary>Where it is deprecated.</summary>
    public UnevaluatedRule? LeftOut { get; init; }

    public IReadOnlyList<ExceptionListLink> ExceptionLists { get; init; } = [];

    /// <summary>The keys that would do something in Kibana.</summary>
    public IReadOnlyList<string> WithoutEffect { get; init; } = [];

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public bool IsRight => Rule is not null || Unevaluated is not null || LeftOut is not null;

    /// <summary>Whether there was a mistake in its file, whatever runs now.</summary>
    public bool HasMistake =>
        Findings.Any(f => f.Severity == FindingSeverity.Error || f.Code == FindingCode.LastGoodKept);
}
