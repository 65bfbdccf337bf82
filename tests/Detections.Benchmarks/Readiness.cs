using System.Diagnostics;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>
/// From the texts of the catalogue's queries to an engine that has judged its first event, in a process that has not done it before, and
/// what it keeps of memory once it has learned.
/// </summary>
internal static class Readiness
{
    private const int Learned = 20_000;

    public static bool Run(string folder, ReadOnlyMemory<byte>[] events)
    {
        var texts = CatalogueLoad.Queries(folder);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var engine = new Engine([.. texts.AsParallel().AsOrdered().Select(text => EqlQuery.Parse(text))]);
        engine.Judge(events[0]);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var source in events.AsSpan(0, Math.Min(Learned, events.Length)))
        {
            engine.Judge(source);
        }

        var retained = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024.0);
        GC.KeepAlive(engine);
        return Goal.AtMost(
                "G8 seconds until the catalogue is ready, cold",
                seconds,
                1,
                $"{texts.Length} rules, {engine.Steps.Length} steps"
            ) & Goal.AtMost("G8 MB that it keeps", retained, 32, $"after {Learned} events");
    }
}
