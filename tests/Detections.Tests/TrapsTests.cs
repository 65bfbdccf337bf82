using System.Text.RegularExpressions;
using Detections.Tests.Cluster;

namespace Detections.Tests;

public sealed partial class TrapsTests
{
    private static readonly string Tests = Path.Combine(RepositoryRoot.Path, "tests");

    [Fact]
    public void Every_test_that_the_table_of_traps_names_exists()
    {
        var table = File.ReadLines(Path.Combine(Tests, "TRAPS.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal));
        var rows = table.Skip(1).ToList();

        Assert.True(rows.Count >= 16);
        Assert.All(rows, row => Assert.NotEmpty(Named().Matches(row)));
        Assert.Empty(
            rows.SelectMany(r => Named().Matches(r))
                .Where(m => !Exists(m.Groups["class"].Value, m.Groups["method"].Value))
                .Select(m => m.Value)
        );
    }

    /// <summary>As a method of the class, with the attribute that makes it a test.</summary>
    private static bool Exists(string type, string method) =>
        Directory
            .EnumerateFiles(Tests, $"{type}.cs", SearchOption.AllDirectories)
            .Any(f => IsTest(File.ReadAllLines(f), method));

    private static bool IsTest(string[] lines, string method)
    {
        var at = Array.FindIndex(
            lines,
            l => l.Contains("public", StringComparison.Ordinal) && l.Contains($" {method}(", StringComparison.Ordinal)
        );
        return lines[..Math.Max(at, 0)]
            .Reverse()
            .TakeWhile(l => l.Length > 0)
            .Any(l => l.Contains("[Fact", StringComparison.Ordinal) || l.Contains("[Theory", StringComparison.Ordinal));
    }

    [GeneratedRegex(
        "`(?<class>[A-Za-z]+Tests)\\.(?<method>[A-Za-z0-9_]+)`",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Named();
}
