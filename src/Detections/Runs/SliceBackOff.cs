namespace Detections.Runs;

/// <summary>
/// The parts of holes that could not be read, by pattern. Each is tried again in halves, after a time that doubles, so that what cannot be
/// read keeps nobody from what can.
/// </summary>
internal sealed class SliceBackOff(TimeSpan interval)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>A pattern that fails in so many parts fails for another reason than their size.</summary>
    private const int MostParts = 100;

    private readonly List<(string Pattern, TimeRange Range, int Failures, DateTimeOffset NotBefore)> _failed = [];

    public void HasFailed(TimeRange slice, IEnumerable<string> patterns, DateTimeOffset now)
    {
        foreach (var pattern in patterns)
        {
            var failures = 1 + Overlapping(pattern, slice).Select(f => f.Failures).Prepend(0).Max();
            HasSucceeded(slice, [pattern]);
            var wait = interval * Math.Pow(2, Math.Min(failures, 10));
            var notBefore = now + (wait < Longest ? wait : Longest);
            var middle = Seconds.Floor(slice.From + (slice.Length / 2));
            var splits = slice.Length >= 2 * Shortest && _failed.Count(f => f.Pattern == pattern) < MostParts;
            TimeRange[] parts = splits ? [new(slice.From, middle), new(middle, slice.To)] : [slice];
            _failed.AddRange(parts.Select(p => (pattern, p, failures, notBefore)));
        }
    }

    public void HasSucceeded(TimeRange slice, IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            foreach (var failed in Overlapping(pattern, slice).ToList())
            {
                _failed.Remove(failed);
            }
        }
    }

    /// <summary>What of a hole may be tried now, in the parts that failed before.</summary>
    public IEnumerable<TimeRange> Open(string pattern, TimeRange hole, DateTimeOffset now)
    {
        _failed.RemoveAll(f => f.NotBefore + Forgotten < now);
        var from = hole.From;
        foreach (var (_, range, _, notBefore) in Overlapping(pattern, hole).OrderBy(f => f.Range.From).ToList())
        {
            var part = range.Within(hole);
            if (from < part.From)
            {
                yield return new(from, part.From);
            }

            if (notBefore <= now)
            {
                yield return part;
            }

            from = part.To;
        }

        if (from < hole.To)
        {
            yield return new(from, hole.To);
        }
    }

    /// <summary>Where parts that failed begin and end within a slice.</summary>
    public IEnumerable<DateTimeOffset> BoundsIn(TimeRange slice) =>
        _failed.SelectMany(f => new[] { f.Range.From, f.Range.To }).Where(b => slice.From < b && b < slice.To);

    private IEnumerable<(string Pattern, TimeRange Range, int Failures, DateTimeOffset NotBefore)> Overlapping(
        string pattern,
        TimeRange range
    ) => _failed.Where(f => f.Pattern == pattern && !f.Range.Within(range).IsEmpty);
}
