using Detections.Settings;

namespace Detections.Rules.Files;

/// <summary>What was read from one file.</summary>
/// <param name="FullPath">Of the file.</param>
internal sealed record RuleFile(string FullPath)
{
    public IReadOnlyList<RuleEntry> Rules { get; init; } = [];

    /// <summary>The ids of the exception lists that the file knows, with items or without.</summary>
    public IReadOnlyList<string> ListIds { get; init; } = [];
    public IReadOnlyList<ExceptionItem> Exceptions { get; init; } = [];

    /// <summary>What is not about one of the rules.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether the file as a whole cannot be understood.</summary>
    public bool IsBroken { get; init; }

    /// <summary>This, with what was right before in place of what no longer is.</summary>
    public RuleFile KeepingOf(RuleFile before)
    {
        if (IsBroken)
        {
            return before with
            {
                Rules =
                [
                    .. before
                        .Rules.Where(r => r.IsRight)
                        .Select(r => r with { Findings = [Kept(r, Mistake(Findings))] }),
                ],
                Findings = [.. Findings, .. KeptExceptions(before)],
                IsBroken = true,
            };
        }

        var lostIds = before.Rules.Select(r => r.RuleId).Except(Rules.Select(r => r.RuleId)).ToHashSet();
        var hasWrongException = Findings.Any(f => f.Severity == FindingSeverity.Error);
        return this with
        {
            Findings = hasWrongException ? [.. Findings, .. KeptExceptions(before)] : Findings,
            Rules = [.. Rules.Select(r => r.IsRight ? r : Keeping(r, before, lostIds))],
            ListIds = [.. ListIds.Union(before.ListIds.Where(_ => hasWrongException))],
            Exceptions =
            [
                .. Exceptions.UnionBy(before.Exceptions.Where(_ => hasWrongException), e => (e.ListId, e.ItemId)),
            ],
        };
    }

    private IEnumerable<Finding> KeptExceptions(RuleFile before) =>
        before.Exceptions.Count == 0
            ? []
            :
            [
                new(
                    FindingCode.LastGoodKept,
                    FindingSeverity.Warning,
                    Mistake(Findings).Location,
                    "The exceptions of this file stay as they were before this mistake."
                ),
            ];

    /// <param name="lostIds">Rules that the file had: one of them must be the one whose id can no longer be read.</param>
    private static RuleEntry Keeping(RuleEntry now, RuleFile before, HashSet<string?> lostIds)
    {
        var last = before.Rules.FirstOrDefault(r =>
            r.IsRight && (now.RuleId is null ? lostIds.Remove(r.RuleId) : r.RuleId == now.RuleId)
        );
        return last is null ? now : last with { Findings = [.. now.Findings, Kept(last, Mistake(now.Findings))] };
    }

    private static Finding Mistake(IReadOnlyList<Finding> findings) =>
        findings.First(f => f.Severity == FindingSeverity.Error);

    private static Finding Kept(RuleEntry rule, Finding mistake) =>
        new(
            FindingCode.LastGoodKept,
            FindingSeverity.Warning,
            mistake.Location,
            $"The rule \"{rule.Name}\" runs on as it was before this mistake."
        );
}
