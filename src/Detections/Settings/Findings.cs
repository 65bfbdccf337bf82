namespace Detections.Settings;

/// <summary>What was found while reading settings and rules: faults stop the start, warnings do not.</summary>
internal sealed class Findings
{
    private readonly List<string> _faults = [];
    private readonly List<string> _warnings = [];
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Faults => _faults;
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Every key that was looked for, set or not: what there is to set.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    /// <summary>The files that settings name, by full path: when one changes, so do the settings.</summary>
    public IReadOnlyCollection<string> Files => _files;

    public void LookedFor(string key) => _keys.Add(key);

    public void Names(string file) => _files.Add(Path.GetFullPath(file));

    public void Fault(string sentence) => _faults.Add(sentence);

    public void Warn(string sentence) => _warnings.Add(sentence);
}
