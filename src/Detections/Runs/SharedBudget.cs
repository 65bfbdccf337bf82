namespace Detections.Runs;

/// <summary>
/// Memory that several share. Once it is exceeded the one that holds most has to give some of it back, so that one with too much leaves the
/// others theirs.
/// </summary>
internal sealed class SharedBudget<T>(long limit)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<T, long> _held = [];
    private long _sum;

    /// <summary>The one that has to give back; null while there is room.</summary>
    public T? Debtor
    {
        get
        {
            lock (_lock)
            {
                return _sum > limit ? _held.MaxBy(h => h.Value).Key : null;
            }
        }
    }

    /// <summary>How many bytes one holds from now on.</summary>
    public void Hold(T holder, long bytes)
    {
        lock (_lock)
        {
            _sum += bytes - _held.GetValueOrDefault(holder);
            if (bytes > 0)
            {
                _held[holder] = bytes;
            }
            else
            {
                _held.Remove(holder);
            }
        }
    }
}
