namespace Detections.Tests.Faults;

/// <summary>Each kill of a process costs a start, so only a few are tried unless `DETECTIONS_KILL_ALL` is set.</summary>
internal static class KillPoints
{
    public static IReadOnlyList<int> Choose(int count, int few)
    {
        var all = Environment.GetEnvironmentVariable("DETECTIONS_KILL_ALL") is { Length: > 0 };
        var step = all ? 1 : Math.Max(1, (count + few - 1) / few);
        return [.. Enumerable.Range(1, count).Where(p => (p - 1) % step == 0)];
    }
}
