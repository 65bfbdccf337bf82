using System.Diagnostics.CodeAnalysis;

namespace Detections.Matching.ValueLists;

/// <summary>The value lists that exceptions may name, by id. A list whose file has not changed is taken over from the last time.</summary>
internal sealed class ValueListFiles
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ValueListFiles() { }

    public static ValueListFiles None { get; } = new();

    /// <summary>What is wrong with files, one sentence each.</summary>
    public IEnumerable<string> Problems => _entries.Values.Select(e => e.Problem).OfType<string>();

    /// <param name="paths">The files by the id of their list.</param>
    public static ValueListFiles Load(IReadOnlyDictionary<string, string> paths, ValueListFiles? last = null)
    {
        var lists = new ValueListFiles();
        foreach (var (id, path) in paths)
        {
            var file = new FileInfo(path);
            var known = last?._entries.Values.FirstOrDefault(e =>
                e.List is not null
                && e.Path == path
                && file.Exists
                && (e.Length, e.Written) == (file.Length, file.LastWriteTimeUtc)
            );
            lists._entries[id] = known ?? Read(id, file, path);
        }

        return lists;
    }

    /// <param name="problem">Why there is no such list.</param>
    public bool TryGet(string id, [NotNullWhen(true)] out ValueList? list, [NotNullWhen(false)] out string? problem)
    {
        var entry = _entries.GetValueOrDefault(id);
        list = entry?.List;
        problem = list is not null ? null : entry?.Problem ?? $"no file is given for the value list \"{id}\"";
        return list is not null;
    }

    private static Entry Read(string id, FileInfo file, string path)
    {
        try
        {
            // The time is taken first, so that what is written meanwhile is read the next time
            var (length, written) = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
            return new(path, length, written, ValueList.Read(path), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return new(path, 0, default, null, $"the value list \"{id}\" cannot be read: {e.Message}");
        }
    }

    private sealed record Entry(string Path, long Length, DateTime Written, ValueList? List, string? Problem);
}
