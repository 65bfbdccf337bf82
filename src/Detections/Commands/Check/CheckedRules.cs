using Detections.Rules;
using Detections.Rules.Files;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Commands.Check;

/// <summary>What was read to be checked, and what was found on the way.</summary>
internal sealed class CheckedRules
{
    private readonly List<Finding> _findings = [];
    private readonly List<Rule> _rules = [];

    public IReadOnlyList<Rule> Rules => _rules;

    public int SetAside { get; private set; }

    public int NotRun { get; private set; }

    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(Finding finding) => _findings.Add(finding);

    /// <summary>Settings with their rules, and those of the files that they name.</summary>
    public void AddSettings(ConfigurationFile file)
    {
        var configuration = file.Read(out var findings);
        _findings.AddRange(findings.All);
        if (configuration is not null)
        {
            Add(configuration.Rules);
        }
    }

    /// <summary>Files and folders of rules, all together, so that rules with one id are found.</summary>
    public void AddFiles(IReadOnlyList<string> paths)
    {
        var values = paths.Select(
            (path, index) =>
                new KeyValuePair<string, string?>($"Rules:{RulePatterns.RulesKey}:{index}", Path.GetFullPath(path))
        );
        var findings = new Findings();
        Add(new RulesReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), findings).Read());
        _findings.AddRange(findings.All);
    }

    private void Add(RuleSet rules)
    {
        _rules.AddRange(rules.Rules);
        SetAside += rules.SetAside.Count;
        NotRun += rules.Unevaluated.Count + rules.LeftOut.Count;
    }
}
