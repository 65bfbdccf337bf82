namespace Detections.Settings;

/// <summary>What was found while reading settings and rules: faults stop the start, warnings do not.</summary>
internal sealed class Findings
{
    private readonly List<string> _faults = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Faults => _faults;
    public IReadOnlyList<string> Warnings => _warnings;

    public void Fault(string sentence) => _faults.Add(sentence);

    public void Warn(string sentence) => _warnings.Add(sentence);
}
