namespace Detections.Commands.Backtest;

/// <summary>What one version of the rule found: the number of matches by day, and all of them as far as they are kept.</summary>
internal sealed class BacktestResult
{
    private const int MostKept = 1_000_000;

    private readonly Dictionary<string, BacktestMatch> _matches = new(StringComparer.Ordinal);

    public IReadOnlyCollection<BacktestMatch> Matches => _matches.Values;

    /// <summary>There are more matches than are kept, so that the numbers are too small.</summary>
    public bool IsCut { get; private set; }

    public IEnumerable<(DateOnly Day, int Count)> ByDay =>
        _matches
            .Values.GroupBy(m => DateOnly.FromDateTime(m.Time.UtcDateTime))
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, g.Count()));

    public void Add(BacktestMatch match)
    {
        if (_matches.Count < MostKept)
        {
            _matches.TryAdd(match.Key, match);
        }
        else
        {
            IsCut = true;
        }
    }

    /// <summary>Those that the other version does not have, oldest first.</summary>
    public IReadOnlyList<BacktestMatch> Except(BacktestResult other) =>
        [.. _matches.Where(m => !other._matches.ContainsKey(m.Key)).Select(m => m.Value).OrderBy(m => m.Time)];
}
