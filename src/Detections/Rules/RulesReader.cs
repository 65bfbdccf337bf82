using Detections.Rules.Files;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Rules;

/// <summary>Reads <c>Rules</c>: an object of rules keyed by rule_id, the files that hold others, and which of them are to run.</summary>
/// <param name="folder">Where the settings are, from which paths start; by default here.</param>
/// <param name="before">What was in force before, some of which may have to go on.</param>
internal sealed class RulesReader(
    IConfiguration configuration,
    Findings findings,
    string? folder = null,
    RuleSet? before = null
)
{
    private const string Section = "Rules";
    private const string Items = "Items";

    /// <summary>The rules that are right. What is wrong with those of <c>Items</c> is a fault, that of files is data.</summary>
    public RuleSet Read()
    {
        var section = new SectionReader(configuration.GetSection(Section), findings);
        var patterns = RulePatterns.Of(configuration, folder ?? Directory.GetCurrentDirectory());
        var valueLists = ReadValueLists(patterns, section.TextNodes(RulePatterns.ValueListsKey));
        var valueListIds = valueLists.Keys.ToHashSet(StringComparer.Ordinal);
        var readers = section.Items(Items).Select(item => new RuleReader(item, valueListIds)).ToList();
        var items = readers
            .Select(r => (Rule: r.Read(), Lists: r.ExceptionLists))
            .Where(r => r.Rule is not null)
            .ToList();
        RefuseSharedIds([.. items.Select(i => i.Rule!)]);
        var only = new RuleChoice(section.Below("Only"));
        var except = new RuleChoice(section.Below("Except"));
        var reader = new RuleFileReader(section.Flag("Deprecated", defaultValue: false), valueListIds);
        var files = ReadFiles(patterns, section.TextNodes(RulePatterns.RulesKey), reader);
        section.RefuseUnknownKeys();

        var lists = new ExceptionLists(files, findings);
        var merged = new RuleMerge([.. items.Select(i => i.Rule!)], files, before);
        List<Rule> all =
        [
            .. items.Select(i => lists.AddTo(i.Rule!, i.Lists)),
            .. merged.Rules.Select(e => lists.AddTo(e.Rule!, e.ExceptionLists)),
        ];
        findings.Add(merged.Findings);
        WarnOfUnused(only, all);
        WarnOfUnused(except, all);
        var judged = all.Select(r => (Rule: r, Reason: only.ReasonToLeaveOut(r) ?? except.ReasonToExclude(r))).ToList();
        return new([.. judged.Where(j => j.Reason is null).Select(j => j.Rule)])
        {
            Unevaluated = merged.Unevaluated,
            LeftOut =
            [
                .. merged.LeftOut,
                .. judged.Where(j => j.Reason is not null).Select(j => NotChosen(j.Rule, j.Reason!)),
            ],
            SetAside = merged.SetAside,
            ValueLists = valueLists,
            Files = files
                .Where(f => !f.IsBroken || f.Rules.Count > 0 || f.Exceptions.Count > 0)
                .ToDictionary(f => f.FullPath, StringComparer.Ordinal),
        };
    }

    private List<RuleFile> ReadFiles(RulePatterns patterns, IReadOnlyList<SettingNode> keys, RuleFileReader reader)
    {
        var paths = Expand(patterns.Rules, keys)
            .Where(p => !RuleFileReader.IsTest(p) && Path.GetFileName(p) != ConfigurationFile.FileName);
        var files = paths.AsParallel().AsOrdered().Select(reader.Read).Where(f => File.Exists(f.FullPath));
        return [.. files.Select(f => before?.Files.GetValueOrDefault(f.FullPath) is { } last ? f.KeepingOf(last) : f)];
    }

    private Dictionary<string, string> ReadValueLists(RulePatterns patterns, IReadOnlyList<SettingNode> keys)
    {
        var lists = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Expand(patterns.ValueLists, keys))
        {
            string[] ids = [Path.GetFileName(path), Path.GetFileNameWithoutExtension(path)];
            foreach (var id in ids.Distinct(StringComparer.Ordinal))
            {
                if (!lists.TryAdd(id, path))
                {
                    findings.Fault(
                        FindingCode.SharedId,
                        $"{Section}:{RulePatterns.ValueListsKey}: {lists[id]} and {path} would both be the value list \"{id}\"; rename one of them."
                    );
                }
            }
        }

        return lists;
    }

    private List<string> Expand(IReadOnlyList<FilePattern> patterns, IReadOnlyList<SettingNode> keys)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (pattern, key) in patterns.Zip(keys))
        {
            try
            {
                var outside = new List<string>();
                var files = pattern.Files(outside);
                all.UnionWith(files);
                foreach (var link in outside)
                {
                    findings.Add([
                        new(
                            FindingCode.UnreadableFile,
                            FindingSeverity.Error,
                            new Location(link, 1, 1),
                            $"This link leads out of the folder that {key.Path} names, or nowhere, and is not followed; put the file itself there, or name it in {key.Path}."
                        ),
                    ]);
                }

                if (files.Count == 0)
                {
                    findings.Warn(
                        FindingCode.EmptyPattern,
                        $"{key.Path} is \"{pattern.Text}\", which matches no file in {pattern.Folder}."
                    );
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                findings.Fault(
                    FindingCode.UnreadableFile,
                    $"{key.Path} is \"{pattern.Text}\", which cannot be looked through. {e.Message}"
                );
            }
        }

        return [.. all];
    }

    private void WarnOfUnused(RuleChoice choice, IReadOnlyList<Rule> rules)
    {
        foreach (var unused in choice.Unused(rules))
        {
            findings.Warn(FindingCode.EmptyChoice, $"{unused.Path} is \"{unused.Value}\", which fits no rule.");
        }
    }

    private static UnevaluatedRule NotChosen(Rule rule, string reason) =>
        new(rule.RuleId, rule.Name, "eql", rule.Enabled, reason, rule.Location);

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
