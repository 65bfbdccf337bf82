using System.Globalization;
using Detections.Eql;

namespace Detections.Benchmarks;

internal static class EngineRatios
{
    public static bool Run(string folder, ReadOnlyMemory<byte>[] events)
    {
        var queries = CatalogueQueries.Load(folder);
        var all = new Engine(queries);
        var one = new Engine([EqlQuery.Parse(BuiltInQuery.Text)]);
        Console.WriteLine(
            $"{queries.Length} rules, {all.Steps.Length} steps, {all.Fields.Count} fields, {events.Length} events"
        );
        var (matches, differences) = (0L, 0L);
        foreach (var source in events)
        {
            var values = all.Read(source);
            var found = all.Matcher.Match(values).ToArray();
            Array.Sort(found);
            matches += found.Length;
            var next = 0;
            for (var step = 0; step < all.Steps.Length; step++)
            {
                var isFound = next < found.Length && found[next] == step;
                next += isFound ? 1 : 0;
                if (all.Steps[step].Matches(values) != isFound && differences++ < 10)
                {
                    Console.WriteLine($"step {step} differs");
                }
            }
        }

        Console.WriteLine($"{matches} matches, {differences} differences");
        foreach (var source in events)
        {
            one.Matcher.Match(one.Read(source));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var source in events)
        {
            all.Matcher.Match(all.Read(source));
        }

        Console.WriteLine(
            $"allocated {(GC.GetAllocatedBytesForCurrentThread() - before) / (double)events.Length:F2} B/event"
        );
        var results = new Race(events, 5).Run(
            new("one: extraction", s => one.Read(s)),
            new("one: total", s => one.Matcher.Match(one.Read(s))),
            new("one: closure", s => one.Steps[0].Matches(one.Read(s))),
            new("all: extraction", s => all.Read(s)),
            new("all: total", s => all.Matcher.Match(all.Read(s)))
        );
        foreach (var result in results)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Name}: {result.Best:F0} ns (median {result.Median:F0})"
                )
            );
        }

        return differences == 0;
    }
}
