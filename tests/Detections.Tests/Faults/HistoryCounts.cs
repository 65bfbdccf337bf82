using System.Collections.Concurrent;

namespace Detections.Tests.Faults;

/// <summary>What happened in histories, for who wants to know what they prove.</summary>
internal sealed class HistoryCounts
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int this[string name] => _counts.GetValueOrDefault(name);

    public void Add(string name, int count = 1) => _counts.AddOrUpdate(name, count, (_, n) => n + count);

    public void Add(HistoryCounts other)
    {
        foreach (var (name, count) in other._counts)
        {
            Add(name, count);
        }
    }

    public override string ToString() =>
        string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
}
