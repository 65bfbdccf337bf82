namespace Detections.Eql.Shapes;

/// <summary>Times in ascending order. They are added nearly in order, which costs nothing.</summary>
internal sealed class TimeLine
{
    private readonly List<long> _times = [];

    public bool IsEmpty => _times.Count == 0;

    public void Add(long time)
    {
        if (IsEmpty || _times[^1] < time)
        {
            _times.Add(time);
        }
        else if (_times.BinarySearch(time) is < 0 and var place)
        {
            _times.Insert(~place, time);
        }
    }

    public void Forget(long before) => _times.RemoveRange(0, Place(before));

    /// <summary>The last time before another.</summary>
    public long? Before(long time) => Place(time) is > 0 and var place ? _times[place - 1] : null;

    /// <summary>The first time after another.</summary>
    public long? After(long time) =>
        time < long.MaxValue && Place(time + 1) is var place && place < _times.Count ? _times[place] : null;

    /// <summary>How many times are before another.</summary>
    private int Place(long time) => _times.BinarySearch(time) is var place && place < 0 ? ~place : place;
}
