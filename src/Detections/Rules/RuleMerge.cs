using Detections.Rules.Files;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>Brings the rules of all files together with those of the settings, so that each id is that of one rule.</summary>
internal sealed class RuleMerge
{
    private readonly List<RuleEntry> _rules = [];
    private readonly List<UnevaluatedRule> _unevaluated = [];
    private readonly List<SetAsideRule> _setAside = [];
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _itemIds;
    private readonly HashSet<string> _idsBefore;

    /// <param name="items">The rules of the settings, which replace those of files.</param>
    /// <param name="before">What was in force before: of two rules with one id, the one that was among it goes on.</param>
    public RuleMerge(IReadOnlyList<Rule> items, IReadOnlyList<RuleFile> files, RuleSet? before)
    {
        _itemIds = [.. items.SelectMany(i => new[] { i.RuleId, i.Uuid })];
        _idsBefore = [.. (before?.Rules ?? []).Select(Origin)];
        _findings.AddRange(files.SelectMany(f => f.Findings));
        _setAside.AddRange(
            files
                .Where(f => f.IsBroken && f.Rules.Count == 0)
                .Select(f => new SetAsideRule(null, null, f.Findings[0].Location, f.Findings, RunsOn: false))
        );
        var entries = files.SelectMany(f => f.Rules).ToList();
        LeftOut = [.. entries.Select(e => e.LeftOut).OfType<UnevaluatedRule>()];
        entries.RemoveAll(e => e.LeftOut is not null || IsReplaced(e));
        foreach (var entry in entries)
        {
            _findings.AddRange(entry.Findings);
            if (entry.HasMistake)
            {
                _setAside.Add(new(entry.RuleId, entry.Name, entry.Location, entry.Findings, entry.IsRight));
            }
        }

        foreach (var sameId in entries.Where(e => e.IsRight).GroupBy(e => e.RuleId, StringComparer.Ordinal))
        {
            Take([.. sameId], "rule_id");
        }

        foreach (
            var sameId in _rules.GroupBy(e => e.Rule!.Uuid, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList()
        )
        {
            _rules.RemoveAll(sameId.Contains);
            Take([.. sameId], "id");
        }

        NoteWithoutEffect();
    }

    public IReadOnlyList<RuleEntry> Rules => _rules;
    public IReadOnlyList<UnevaluatedRule> Unevaluated => _unevaluated;
    public IReadOnlyList<UnevaluatedRule> LeftOut { get; }
    public IReadOnlyList<SetAsideRule> SetAside => _setAside;
    public IReadOnlyList<Finding> Findings => _findings;

    private bool IsReplaced(RuleEntry entry)
    {
        if (
            entry.RuleId is null
            || !_itemIds.Contains(entry.RuleId) && !_itemIds.Contains(entry.Rule?.Uuid ?? entry.RuleId)
        )
        {
            return false;
        }

        _findings.Add(
            new(
                FindingCode.ReplacedRule,
                FindingSeverity.Note,
                entry.Location,
                $"The rule \"{entry.Name}\" is replaced by the one of the same id in Rules:Items."
            )
        );
        return true;
    }

    private void Take(IReadOnlyList<RuleEntry> sameId, string key)
    {
        var taken =
            sameId.Count == 1
                ? sameId[0]
                : sameId.Where(e => e.Rule is { } r && _idsBefore.Contains(Origin(r))).FirstOrDefault();
        if (taken?.Rule is not null)
        {
            _rules.Add(taken);
        }
        else if (taken?.Unevaluated is { } unevaluated)
        {
            _unevaluated.Add(unevaluated);
        }

        if (sameId.Count == 1)
        {
            return;
        }

        var id = key == "id" ? sameId[0].Rule!.Uuid : sameId[0].RuleId;
        var verdict = taken is null
            ? "so none of them runs"
            : $"so only the one that ran before goes on, \"{taken.Name}\" at {taken.Location}";
        foreach (var entry in sameId.Where(e => e != taken))
        {
            var others = string.Join(" and ", sameId.Where(e => e != entry).Select(e => e.Location?.ToString()));
            var finding = new Finding(
                FindingCode.SharedId,
                FindingSeverity.Error,
                entry.Location,
                $"The {key} \"{id}\" of the rule \"{entry.Name}\" is also that of {others}; allowed is one rule for each id, {verdict}."
            );
            _findings.Add(finding);
            _setAside.Add(new(entry.RuleId, entry.Name, entry.Location, [finding], RunsOn: false));
        }
    }

    /// <summary>Told once for all rules: a catalogue would tell it hundreds of times.</summary>
    private void NoteWithoutEffect()
    {
        foreach (
            var key in _rules
                .SelectMany(e => e.WithoutEffect.Select(k => (Key: k, Entry: e)))
                .GroupBy(e => e.Key, StringComparer.Ordinal)
        )
        {
            var (first, count) = (key.First().Entry, key.Count());
            _findings.Add(
                new(
                    FindingCode.NoEffect,
                    FindingSeverity.Warning,
                    first.Location,
                    $"{key.Key} of the rule \"{first.Name}\"{(count == 1 ? "" : $" and of {count - 1} others")} has no effect here."
                )
            );
        }
    }

    private static string Origin(Rule rule) => $"{rule.Location?.File}\n{rule.RuleId}";
}
