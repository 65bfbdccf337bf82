using System.Text.RegularExpressions;
using Detections.Tests.Cluster;

namespace Detections.Tests;

public sealed partial class LayoutTests
{
    /// <summary>Each folder may use only those before it.</summary>
    private static readonly string[] Layers =
    [
        "Settings",
        "Rules",
        "Matching",
        "Alerts",
        "Runs",
        "Elasticsearch",
        "Installation",
        "Diagnosis",
        "Scheduling",
        "Observability",
        "Commands",
    ];

    [Fact]
    public void Folders_use_only_the_folders_before_them()
    {
        var product = Path.Combine(RepositoryRoot.Path, "src", "Detections");
        var forbidden = new List<string>();
        var arrows = 0;
        foreach (var file in Sources(product))
        {
            var folder = Path.GetRelativePath(product, file).Split(Path.DirectorySeparatorChar)[0];
            var layer = Array.IndexOf(Layers, folder);
            foreach (var used in UsedLayers(File.ReadAllText(file)))
            {
                arrows++;
                if (layer >= 0 && Array.IndexOf(Layers, used) > layer)
                {
                    forbidden.Add($"{folder}/{Path.GetFileName(file)} uses {used}");
                }
            }
        }

        Assert.Empty(forbidden);
        Assert.True(arrows > 50, "the test no longer sees how folders use each other");
    }

    [Fact]
    public void Every_folder_is_a_layer()
    {
        var product = Path.Combine(RepositoryRoot.Path, "src", "Detections");
        var folders = Sources(product)
            .Select(f => Path.GetRelativePath(product, f).Split(Path.DirectorySeparatorChar))
            .Where(p => p.Length > 1)
            .Select(p => p[0])
            .Distinct();

        Assert.Empty(folders.Except(Layers));
    }

    [Fact]
    public void Only_runs_declares_interfaces_and_there_are_two()
    {
        var product = Path.Combine(RepositoryRoot.Path, "src", "Detections");
        var interfaces = Sources(product)
            .Where(f => Interface().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(product, f));

        Assert.Equal(
            [Path.Combine("Runs", "IAlertStore.cs"), Path.Combine("Runs", "IEventSource.cs")],
            interfaces.Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin"));

    private static IEnumerable<string> UsedLayers(string source) =>
        UsedNamespace().Matches(source).Select(m => m.Groups["layer"].Value).Where(Layers.Contains);

    [GeneratedRegex(@"\bDetections\.(?<layer>\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex UsedNamespace();

    [GeneratedRegex(@"\binterface I[A-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex Interface();
}
