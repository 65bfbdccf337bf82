using System.Collections;

namespace Detections.Runs;

/// <summary>How long events took to arrive, by the index pattern they came through: of however many, so many at most.</summary>
internal sealed class LagSamples : IEnumerable<(string Pattern, TimeSpan Lag)>
{
    private const int Most = 5000;

    private readonly List<(string Pattern, TimeSpan Lag)> _kept = [];
    private int _seen;

    public int Count => _kept.Count;

    public void Add(string pattern, TimeSpan lag)
    {
        _seen++;
        if (_kept.Count < Most)
        {
            _kept.Add((pattern, lag));
        }
        else if (Random.Shared.Next(_seen) is var at && at < Most)
        {
            _kept[at] = (pattern, lag);
        }
    }

    public IEnumerator<(string Pattern, TimeSpan Lag)> GetEnumerator() => _kept.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
