namespace Detections.Eql.Tests.Support;

/// <summary>Test data that is not part of this repository, named by an environment variable or lying beside it.</summary>
internal static class OutsideData
{
    /// <summary>The folder; the running test is skipped, with a sentence, if there is none.</summary>
    public static string FolderOrSkip(string variable, string name)
    {
        var folder = Folder(variable, name);
        Assert.SkipUnless(
            Directory.Exists(folder),
            $"There is no folder {folder}; set {variable} to where the {name} lies"
        );
        return folder;
    }

    /// <summary>The folder, or null if there is none and the test can do without it.</summary>
    public static string? FolderIfThere(string variable, string name) =>
        Folder(variable, name) is var folder && Directory.Exists(folder) ? folder : null;

    private static string Folder(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) ?? Path.Combine(RepositoryRoot(), "..", "shared", name);

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Detections.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
