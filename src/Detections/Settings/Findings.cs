namespace Detections.Settings;

/// <summary>What was found while reading settings and rules: faults stop the start, warnings do not.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _all = [];
    private readonly List<string> _faults = [];
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<Finding> All => _all;

    /// <summary>Why there can be no start. What is wrong with a rule of a file is not among them, because the other rules run.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public IReadOnlyList<string> Warnings =>
        [.. _all.Where(f => f.Severity == FindingSeverity.Warning).Select(f => f.Text)];

    /// <summary>Every key that was looked for, set or not: what there is to set.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    /// <summary>The files that settings name, by full path: when one changes, so do the settings.</summary>
    public IReadOnlyCollection<string> Files => _files;

    public void LookedFor(string key) => _keys.Add(key);

    public void Names(string file) => _files.Add(Path.GetFullPath(file));

    /// <summary>Takes what stops the start.</summary>
    public void Fault(FindingCode code, string sentence, Location? location = null)
    {
        var finding = new Finding(code, FindingSeverity.Error, location, sentence);
        _all.Add(finding);
        _faults.Add(finding.Text);
    }

    public void Warn(FindingCode code, string sentence, Location? location = null) =>
        _all.Add(new(code, FindingSeverity.Warning, location, sentence));

    /// <summary>Takes what was found elsewhere and does not stop the start.</summary>
    public void Add(IEnumerable<Finding> findings) => _all.AddRange(findings);
}
