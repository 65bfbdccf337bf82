using Detections.Rules.Files;

namespace Detections.Rules;

/// <summary>All loaded rules, and the enabled ones by schedule.</summary>
internal sealed class RuleSet(IReadOnlyList<Rule> rules)
{
    /// <summary>Disabled rules too.</summary>
    public IReadOnlyList<Rule> Rules { get; } = rules;

    /// <summary>What was loaded beside them and is not run, because of its type.</summary>
    public IReadOnlyList<UnevaluatedRule> Unevaluated { get; init; } = [];

    /// <summary>What was loaded and is not run, because it is deprecated or was not chosen.</summary>
    public IReadOnlyList<UnevaluatedRule> LeftOut { get; init; } = [];

    /// <summary>Rules of files with a mistake.</summary>
    public IReadOnlyList<SetAsideRule> SetAside { get; init; } = [];

    /// <summary>The full paths of the value lists, by file name with and without its extension.</summary>
    public IReadOnlyDictionary<string, string> ValueLists { get; init; } = new Dictionary<string, string>();

    /// <summary>What the files held when they were last right, by full path.</summary>
    public IReadOnlyDictionary<string, RuleFile> Files { get; init; } = new Dictionary<string, RuleFile>();

    public IReadOnlyList<RuleGroup> Groups { get; } =
    [
        .. rules
            .Where(rule => rule.Enabled)
            .GroupBy(rule => (rule.Interval, rule.Lookback))
            .OrderBy(group => group.Key)
            .Select(group => new RuleGroup(group.Key.Interval, group.Key.Lookback, [.. group])),
    ];
}
