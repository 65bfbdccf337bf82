using Detections.Tests.Cluster;

namespace Detections.Tests.Catalogue;

/// <summary>The folder of the rules that Elastic publishes.</summary>
internal static class CatalogueFolder
{
    private const string Variable = "RULE_CATALOGUE_DIR";

    /// <summary>Skips the test where there is none.</summary>
    public static string Find()
    {
        var folder =
            Environment.GetEnvironmentVariable(Variable)
            ?? Path.GetFullPath(Path.Combine(RepositoryRoot.Path, "..", "shared", "catalogue"));
        Assert.SkipUnless(Directory.Exists(folder), $"Needs a catalogue of rules: name its folder in {Variable}");
        return folder;
    }
}
