namespace Detections.Settings;

/// <summary>Where a path leads in the end, whatever links are on its way.</summary>
internal static class RealPath
{
    /// <summary>As many as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>Null where the links lead nowhere, or in a circle.</summary>
    public static string? Of(string path)
    {
        var parts = new Stack<string>();
        var real = Push(Path.GetFullPath(path), parts);
        for (var links = 0; parts.TryPop(out var part); )
        {
            var next = part == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, part);
            var target = part == ".." ? null : new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
            }
            else if (++links > MostLinks)
            {
                return null;
            }
            else
            {
                real = Push(target, parts) is { Length: > 0 } root ? root : real;
            }
        }

        return Path.Exists(real) ? real : null;
    }

    public static bool IsBelow(string path, string folder) =>
        path.StartsWith(
            Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    /// <summary>Puts the parts of a path on top, the first of them uppermost; gives back its root, which a relative one has not.</summary>
    private static string Push(string path, Stack<string> parts)
    {
        var root = Path.GetPathRoot(path) ?? "";
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar).Reverse())
        {
            if (part is not ("" or "."))
            {
                parts.Push(part);
            }
        }

        return root;
    }
}
