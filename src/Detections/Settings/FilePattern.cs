using Microsoft.Extensions.FileSystemGlobbing;

namespace Detections.Settings;

/// <summary>Names files by a path with * and **. A folder stands for everything below it.</summary>
/// <param name="Folder">What the path is relative to.</param>
/// <param name="Extensions">What files of a folder or a wildcard may end with; empty for anything.</param>
internal sealed record FilePattern(string Text, string Folder, IReadOnlyList<string> Extensions)
{
    /// <summary>The full paths of the files that are there, in their order.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder must not be read.</exception>
    public IReadOnlyList<string> Files()
    {
        var path = Path.GetFullPath(Text, Folder);
        if (Directory.Exists(path))
        {
            return Below(path, "**/*");
        }

        var wildcard = path.IndexOf('*', StringComparison.Ordinal);
        if (wildcard < 0)
        {
            return File.Exists(path) ? [path] : [];
        }

        var root = path[..(path.LastIndexOf(Path.DirectorySeparatorChar, wildcard) + 1)];
        return Below(root, path[root.Length..].Replace('\\', '/'));
    }

    /// <summary>Hidden files and folders are passed over: Kubernetes keeps the files that its links lead to in them.</summary>
    private IReadOnlyList<string> Below(string root, string pattern)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(pattern);
        return
        [
            .. matcher
                .GetResultsInFullPath(root)
                .Select(Path.GetFullPath)
                .Where(f =>
                    !Path.GetRelativePath(root, f).Split(Path.DirectorySeparatorChar).Any(p => p.StartsWith('.'))
                )
                .Where(f => Extensions.Count == 0 || Extensions.Contains(Path.GetExtension(f)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
