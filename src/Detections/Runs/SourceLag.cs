namespace Detections.Runs;

/// <summary>How long the events behind an index pattern took to arrive, of a sample of those of one run.</summary>
/// <param name="Half">Half of them took no longer.</param>
/// <param name="Most">99 of 100 took no longer.</param>
internal readonly record struct SourceLag(string Pattern, int Events, TimeSpan Half, TimeSpan Most, TimeSpan Longest)
{
    /// <summary>Of fewer events nothing is concluded.</summary>
    private const int Enough = 20;

    public static SourceLag Of(string pattern, IEnumerable<TimeSpan> lags)
    {
        var sorted = lags.Order().ToList();
        return new(pattern, sorted.Count, sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100], sorted[^1]);
    }

    /// <summary>Whether rules that go by when events happened look back too little for it.</summary>
    public bool Exceeds(TimeSpan lookBack) => Events >= Enough && Most > lookBack;
}
