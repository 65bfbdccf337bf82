using Microsoft.Extensions.FileSystemGlobbing;

namespace Detections.Settings;

/// <summary>Names files by a path with * and **. A folder stands for everything below it.</summary>
/// <param name="Folder">What the path is relative to.</param>
/// <param name="Extensions">What files of a folder or a wildcard may end with; empty for anything.</param>
internal sealed record FilePattern(string Text, string Folder, IReadOnlyList<string> Extensions)
{
    /// <summary>The full paths of the files that are there, in their order.</summary>
    /// <param name="outside">Takes the links of a folder that lead out of it, or nowhere, which are passed over.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder must not be read.</exception>
    public IReadOnlyList<string> Files(ICollection<string>? outside = null)
    {
        var path = Path.GetFullPath(Text, Folder);
        if (Directory.Exists(path))
        {
            return Below(path, "**/*", outside);
        }

        var wildcard = path.IndexOf('*', StringComparison.Ordinal);
        if (wildcard < 0)
        {
            return File.Exists(path) ? [path] : [];
        }

        var root = path[..(path.LastIndexOf(Path.DirectorySeparatorChar, wildcard) + 1)];
        return Directory.Exists(root) ? Below(root, path[root.Length..].Replace('\\', '/'), outside) : [];
    }

    /// <summary>
    /// Hidden files and folders are passed over: Kubernetes keeps the files that its links lead to in them. A link may lead anywhere below
    /// the folder and nowhere else, for what is in it may come from elsewhere than its files.
    /// </summary>
    private List<string> Below(string root, string pattern, ICollection<string>? outside)
    {
        var files = new List<string>();
        if (RealPath.Of(root) is not { } realRoot)
        {
            return files;
        }

        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(pattern);
        var seen = new HashSet<string>(StringComparer.Ordinal) { realRoot };
        var folders = new Stack<(string Path, string Real)>([(Path.GetFullPath(root), realRoot)]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in new DirectoryInfo(folder.Path).EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.'))
                {
                    continue;
                }

                var real = entry.LinkTarget is null
                    ? Path.Combine(folder.Real, entry.Name)
                    : RealPath.Of(entry.FullName);
                if (real is null || !RealPath.IsBelow(real, realRoot))
                {
                    outside?.Add(entry.FullName);
                }
                else if (!Directory.Exists(real))
                {
                    files.Add(entry.FullName);
                }
                else if (seen.Add(real))
                {
                    folders.Push((entry.FullName, real));
                }
            }
        }

        return
        [
            .. files
                .Where(f => matcher.Match(root, f).HasMatches)
                .Where(f => Extensions.Count == 0 || Extensions.Contains(Path.GetExtension(f)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
