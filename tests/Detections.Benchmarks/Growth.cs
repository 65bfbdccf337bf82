using System.Diagnostics;
using System.Globalization;
using Detections.Elasticsearch;
using Detections.Eql;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Benchmarks;

/// <summary>
/// What judging an event costs with more and more rules, and what reading and judging a window costs in time and memory as it grows. The
/// windows are read from a server in another process, each by a process of its own.
/// </summary>
internal sealed class Growth(string folder, string events)
{
    private const int Rounds = 5;
    private const int PageSize = 2_000;
    private const long Warmed = 600_000;
    private const long Timed = 200_000;

    private static readonly long[] Windows = [10_000, 100_000, 1_000_000];

    private readonly EqlQuery[] _catalogue = CatalogueQueries.Load(folder);

    public async Task<bool> RunAsync()
    {
        var loaded = EventSet.Load(events);
        var portion = loaded[..Math.Min(20_000, loaded.Length)];
        Console.WriteLine("| rules | ns an event | events/s, one core |\n|---:|---:|---:|");
        foreach (var (count, nanoseconds) in ByRules(portion))
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {count} | {nanoseconds:0} | {1e9 / nanoseconds:N0} |")
            );
        }

        Console.WriteLine("\n| events in the window | ns an event, read and judged | peak MB |\n|---:|---:|---:|");
        foreach (var window in Windows)
        {
            Console.WriteLine(await InProcessAsync(window));
        }

        return true;
    }

    /// <summary>Reads the window of a server with the catalogue, in a fresh process.</summary>
    public static async Task<int> ReadAsync(string folder, string url)
    {
        var engine = new Engine(CatalogueQueries.Load(folder));
        await using var services = ElasticsearchServices.Create(
            new()
            {
                Elasticsearch = new() { Urls = [new(url)] },
                Sweep = new() { PageSize = PageSize },
            }
        );
        var range = new TimeRange(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var query = new SourceQuery(["logs-*"], [new("@timestamp", false)], range);
        var source = services.GetRequiredService<IEventSource>();
        // What has to be done once, such as compiling, would count for more the smaller the window
        for (var warmed = 0L; warmed < Warmed; )
        {
            warmed += await ReadAsync(source, query, engine);
        }

        var (count, window) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        while (count < Timed)
        {
            count += window = await ReadAsync(source, query, engine);
        }

        var nanoseconds = Stopwatch.GetElapsedTime(started).TotalNanoseconds / count;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {window:N0} | {nanoseconds:N0} | {self.PeakWorkingSet64 / (1024 * 1024)} |"
            )
        );
        return 0;
    }

    private static async Task<long> ReadAsync(IEventSource source, SourceQuery query, Engine engine)
    {
        var count = 0L;
        await foreach (var page in source.ReadAsync(query, default))
        {
            foreach (var hit in page.Hits)
            {
                engine.Judge(hit.Source);
                count++;
            }
        }

        return count;
    }

    private IEnumerable<(int Rules, double Nanoseconds)> ByRules(ReadOnlyMemory<byte>[] portion)
    {
        int[] counts = [1, 10, 100, _catalogue.Length];
        // Every so many of the catalogue, so that they are of all kinds
        Engine[] engines =
        [
            .. counts.Select(count => new Engine(
                count == 1
                    ? [EqlQuery.Parse(BuiltInQuery.Text)]
                    : [.. Enumerable.Range(0, count).Select(n => _catalogue[n * (_catalogue.Length / count)])]
            )),
        ];
        foreach (var engine in engines)
        {
            Array.ForEach(portion, source => engine.Judge(source));
        }

        var results = new Race(portion, Rounds).Run([
            .. engines.Select(engine => new Race.Subject("", source => engine.Judge(source))),
        ]);
        return counts.Zip(results, (count, result) => (count, result.Best));
    }

    private async Task<string> InProcessAsync(long window)
    {
        using var server = Start(
            "serve",
            events,
            PageSize.ToString(CultureInfo.InvariantCulture),
            window.ToString(CultureInfo.InvariantCulture)
        );
        try
        {
            using var reader = Start("read", folder, (await server.StandardOutput.ReadLineAsync())!);
            var told = await reader.StandardOutput.ReadToEndAsync();
            await reader.WaitForExitAsync();
            return reader.ExitCode == 0
                ? told.Trim()
                : throw new InvalidOperationException($"The reader ended with {reader.ExitCode}");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [typeof(Growth).Assembly.Location, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
}
