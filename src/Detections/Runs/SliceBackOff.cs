namespace Detections.Runs;

/// <summary>
/// The parts of holes that could not be read. Each is tried again in halves, after a time that doubles, so that what cannot be read
/// keeps nobody from what can.
/// </summary>
internal sealed class SliceBackOff(TimeSpan interval)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly List<(TimeRange Range, int Failures, DateTimeOffset NotBefore)> _failed = [];

    public void HasFailed(TimeRange slice, DateTimeOffset now)
    {
        var failures = 1 + _failed.Where(f => !f.Range.Within(slice).IsEmpty).Select(f => f.Failures).Prepend(0).Max();
        HasSucceeded(slice);
        var wait = interval * Math.Pow(2, Math.Min(failures, 10));
        var notBefore = now + (wait < Longest ? wait : Longest);
        var middle = Seconds.Floor(slice.From + (slice.Length / 2));
        TimeRange[] parts = slice.Length >= 2 * Shortest ? [new(slice.From, middle), new(middle, slice.To)] : [slice];
        _failed.AddRange(parts.Select(p => (p, failures, notBefore)));
    }

    public void HasSucceeded(TimeRange slice) => _failed.RemoveAll(f => !f.Range.Within(slice).IsEmpty);

    /// <summary>What of a slice may be tried now, newest first, in the parts that failed before.</summary>
    public IEnumerable<TimeRange> Cut(TimeRange slice, DateTimeOffset now)
    {
        _failed.RemoveAll(f => f.NotBefore + Forgotten < now);
        var to = slice.To;
        foreach (var (range, _, notBefore) in _failed.OrderByDescending(f => f.Range.To).ToList())
        {
            var part = range.Within(slice);
            if (part.IsEmpty)
            {
                continue;
            }

            if (part.To < to)
            {
                yield return new(part.To, to);
            }

            if (notBefore <= now)
            {
                yield return part;
            }

            to = part.From;
        }

        if (slice.From < to)
        {
            yield return new(slice.From, to);
        }
    }
}
