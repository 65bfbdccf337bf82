using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Rules;

/// <summary>Reads <c>Rules:Items</c>, an object keyed by rule_id.</summary>
internal sealed class RulesReader(IConfiguration configuration, Findings findings)
{
    private const string Section = "Rules";
    private const string Items = "Items";

    /// <summary>The rules that are right; the faults of the others are in the findings.</summary>
    public IReadOnlyList<Rule> Read()
    {
        var section = new SectionReader(configuration.GetSection(Section), findings);
        var rules = section.Items(Items).Select(item => new RuleReader(item).Read()).OfType<Rule>().ToList();
        section.RefuseUnknownKeys();
        RefuseSharedIds(rules);
        return rules;
    }

    /// <summary>Two rules with one id would give their alerts the same ids, and one would hide the other.</summary>
    private void RefuseSharedIds(IReadOnlyList<Rule> rules)
    {
        foreach (
            var shared in rules.GroupBy(rule => rule.Uuid, StringComparer.Ordinal).Where(group => group.Count() > 1)
        )
        {
            var names = string.Join(" and ", shared.Select(rule => rule.RuleId));
            findings.Fault(
                FindingCode.SharedId,
                $"{Section}:{Items}: {names} have the same id \"{shared.Key}\"; allowed is one rule for each id."
            );
        }
    }
}
