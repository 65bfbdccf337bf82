using Detections.Tests.Cluster;

namespace Detections.Tests.Rules;

/// <summary>The catalogue of rules that Elastic publishes, where it is at hand.</summary>
public sealed class CatalogueTests
{
    private const string Variable = "RULE_CATALOGUE_DIR";

    [Fact]
    public void The_whole_catalogue_is_read_without_a_mistake()
    {
        using var rules = new RuleFolder();

        var set = rules.Read(out var findings, ("Files:0", Folder()));

        Assert.Empty(findings.All.Select(f => f.Text));
        Assert.Empty(set.SetAside);
        Assert.Equal(610, set.Rules.Count);
        Assert.Equal(
            "esql 137, machine_learning 67, new_terms 144, query 260, threat_match 4, threshold 20",
            string.Join(
                ", ",
                set.Unevaluated.CountBy(r => r.Type)
                    .OrderBy(t => t.Key, StringComparer.Ordinal)
                    .Select(t => $"{t.Key} {t.Value}")
            )
        );
        Assert.Equal(70, set.LeftOut.Count);
    }

    [Fact]
    public void With_the_deprecated_ones_there_are_641_and_of_the_pipes_of_two_a_warning()
    {
        using var rules = new RuleFolder();

        var set = rules.Read(out var findings, ("Files:0", Folder()), ("Deprecated", "true"));

        Assert.Equal(["D009", "D009"], findings.All.Select(f => f.Code.Id));
        Assert.Equal(findings.All.Count, findings.Warnings.Count);
        Assert.Empty(set.SetAside);
        Assert.Equal(641, set.Rules.Count);
        Assert.Equal(1312, set.Rules.Count + set.Unevaluated.Count);
        Assert.Empty(set.LeftOut);
    }

    private static string Folder()
    {
        var folder =
            Environment.GetEnvironmentVariable(Variable)
            ?? Path.GetFullPath(Path.Combine(RepositoryRoot.Path, "..", "shared", "catalogue"));
        Assert.SkipUnless(Directory.Exists(folder), $"{Variable} names no folder of rules");
        return folder;
    }
}
