using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Runs the tests of files.</summary>
/// <param name="config">Where the settings are, which hold the rules that tests call by id or name.</param>
internal sealed class TestRunner(string? config, TimeProvider clock)
{
    private readonly List<string> _problems = [];
    private RuleSet? _settingsRules;
    private ValueListFiles _lists = ValueListFiles.None;

    /// <summary>Why tests could not be run.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public async Task<IReadOnlyList<TestResult>> RunAsync(string path, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        var file = await new TestFileReader(findings).ReadAsync(path, cancellationToken);
        _problems.AddRange(findings.All.Where(f => f.Severity != FindingSeverity.Note).Select(f => $"error: {f.Text}"));
        if (file is null || findings.All.Any(f => f.Severity != FindingSeverity.Note))
        {
            return [];
        }

        if (Find(file, out var problem) is not { } rule)
        {
            _problems.Add($"error: {file.Location}: {problem}");
            return [];
        }

        return [.. file.Tests.Select(test => Run(file, rule, test))];
    }

    private TestResult Run(TestFile file, Rule rule, RuleTest test)
    {
        var now = clock.GetUtcNow();
        var alerts = new RuleTrial(rule, _lists, now).Run(test.Events, out var problem);
        var difference = problem ?? Difference.Between(test.Expected, alerts);
        var hint =
            difference is not null && alerts.Count == 0 ? MissedMatch.Explain(rule, _lists, now, test.Events) : null;
        return new(file, rule.Name, test, hint is null ? difference : $"{difference}. {hint}");
    }

    private Rule? Find(TestFile file, out string problem)
    {
        if (RuleByName.IsFile(file.Rule))
        {
            var path = Path.GetFullPath(file.Rule, Path.GetDirectoryName(file.FullPath)!);
            return RuleByName.FindInFile(path, file.RuleId, out problem);
        }

        if (_settingsRules is null)
        {
            using var told = new StringWriter();
            if (Startup.Read(config, told) is not { } configuration)
            {
                problem = $"The settings that hold the rule \"{file.Rule}\" cannot be read. {told.ToString().Trim()}";
                return null;
            }

            _settingsRules = configuration.Rules;
            _lists = ValueListFiles.Load(_settingsRules.ValueLists);
        }

        return RuleByName.Find(file.Rule, _settingsRules, out problem);
    }
}
