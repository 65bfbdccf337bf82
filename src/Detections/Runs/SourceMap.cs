namespace Detections.Runs;

/// <summary>Which concrete indices stand behind which index patterns.</summary>
internal sealed class SourceMap
{
    private readonly Dictionary<string, SourcePattern> _patterns;
    private readonly HashSet<string> _indices;

    public SourceMap(IEnumerable<SourcePattern> patterns)
    {
        _patterns = patterns.ToDictionary(p => p.Pattern, StringComparer.Ordinal);
        _indices = _patterns.Values.SelectMany(p => p.Indices).ToHashSet(StringComparer.Ordinal);
    }

    public SourcePattern this[string pattern] => _patterns[pattern];

    public IEnumerable<SourcePattern> Patterns => _patterns.Values;

    public IReadOnlyCollection<string> Indices => _indices;

    public bool Knows(string index) => _indices.Contains(index);

    /// <summary>Whether a rule's index expressions reach an index; `-pattern` takes away from what stands before it.</summary>
    public bool Covers(IEnumerable<string> expressions, string index)
    {
        var covered = false;
        foreach (var expression in expressions)
        {
            var excluded = expression.StartsWith('-');
            if (covered == excluded && (excluded ? Excludes(expression[1..], index) : Reaches(expression, index)))
            {
                covered = !excluded;
            }
        }

        return covered;
    }

    /// <summary>By name, since what is only excluded is never resolved.</summary>
    private static bool Excludes(string pattern, string index) => IndexName.IsNamedBy(index, pattern);

    public bool Holds(string pattern, string index) =>
        _patterns.TryGetValue(pattern, out var source) && source.Indices.Contains(index);

    public bool Reaches(string pattern, string index) =>
        Holds(pattern, index) || (!Knows(index) && IndexName.IsNamedBy(index, pattern));
}
