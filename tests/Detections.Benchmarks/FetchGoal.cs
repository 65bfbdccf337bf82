using System.Diagnostics;
using System.Globalization;
using Detections.Elasticsearch;
using Detections.Eql;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Benchmarks;

/// <summary>
/// Reading and evaluating, by one rule and by a catalogue, against reading alone, over loopback from another process: what is judged while
/// the next page comes should cost next to nothing.
/// </summary>
internal sealed class FetchGoal(IReadOnlyList<EqlQuery> queries, string events)
{
    private const int WarmUps = 5;
    private const int Rounds = 9;
    private const int PageSize = 2_000;
    private const double Target = 0.85;

    private readonly Engine _one = new([EqlQuery.Parse(BuiltInQuery.Text)]);
    private readonly Engine _all = new(queries);
    private byte[] _buffer = new byte[16 * 1024 * 1024];
    private long _events;

    /// <summary>For events in memory.</summary>
    public static async Task<bool> RunAsync(IReadOnlyList<EqlQuery> queries, ReadOnlyMemory<byte>[] events)
    {
        var file = Path.GetTempFileName();
        try
        {
            EventSet.Save(events, file);
            return await new FetchGoal(queries, file).RunAsync();
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async Task<bool> RunAsync()
    {
        using var server = Start();
        using var own = Process.GetCurrentProcess();
        try
        {
            var url = new Uri((await server.StandardOutput.ReadLineAsync())!);
            using var http = new HttpClient { BaseAddress = url };
            await using var services = ElasticsearchServices.Create(
                new()
                {
                    Elasticsearch = new() { Urls = [url] },
                    Sweep = new() { PageSize = PageSize },
                }
            );
            var source = services.GetRequiredService<IEventSource>();
            (string Name, Func<Task<long>> Read)[] ways =
            [
                ("fetch into one buffer", () => FetchAsync(http)),
                ("pages of the event source", () => ReadAsync(source, _ => { })),
                ("the one rule", () => ReadAsync(source, h => _one.Judge(h.Source))),
                ($"{queries.Count} rules", () => ReadAsync(source, h => _all.Judge(h.Source))),
            ];
            // Until all is compiled, and to see that all of them read the same.
            long[] counts = [];
            for (var round = 0; round < WarmUps; round++)
            {
                counts = [await ways[0].Read(), await ways[1].Read(), await ways[2].Read(), await ways[3].Read()];
            }

            if (counts[1] == 0 || counts[1] != counts[2] || counts[1] != counts[3])
            {
                Console.Error.WriteLine($"unequal reads: {string.Join(", ", counts[1..])} events");
                return false;
            }

            _events = counts[1];
            var times = Array.ConvertAll(ways, _ => new List<double>());
            var (here, there) = (new double[ways.Length], new double[ways.Length]);
            for (var round = 0; round < Rounds; round++)
            {
                for (var turn = 0; turn < ways.Length; turn++)
                {
                    var way = (turn + round) % ways.Length;
                    var (started, busyHere, busyThere) = (Stopwatch.GetTimestamp(), Busy(own), Busy(server));
                    await ways[way].Read();
                    times[way].Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                    here[way] += Busy(own) - busyHere;
                    there[way] += Busy(server) - busyThere;
                }
            }

            var medians = Array.ConvertAll(times, Median.Of);
            var details = string.Join(", ", ways.Select((w, i) => Of(w.Name, medians[i], here[i], there[i])));
            return Goal.AtLeast(
                    "G7 fetch and evaluate the one rule over fetch alone",
                    medians[0] / medians[2],
                    Target,
                    details
                )
                & Goal.AtLeast(
                    $"G7 fetch and evaluate {queries.Count} rules over fetch alone",
                    medians[0] / medians[3],
                    Target,
                    "see above"
                );
        }
        finally
        {
            server.StandardInput.Close();
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    /// <summary>With the processor time that an event took, here and in the server, since both share the processors.</summary>
    private string Of(string name, double seconds, double here, double there) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {_events / seconds / 1000:0} k events/s, {here / Rounds / _events * 1e6:0.0} + {there / Rounds / _events * 1e6:0.0} µs"
        );

    private static double Busy(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private Process Start()
    {
        string[] arguments =
        [
            typeof(FetchGoal).Assembly.Location,
            "serve",
            events,
            PageSize.ToString(CultureInfo.InvariantCulture),
        ];
        return Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
    }

    /// <summary>What nobody can be faster than: every answer into the same bytes, one after the other.</summary>
    private async Task<long> FetchAsync(HttpClient http)
    {
        var pages = 0;
        while (true)
        {
            var after =
                pages == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",\"search_after\":[{pages - 1}]");
            using var request = new HttpRequestMessage(HttpMethod.Post, "_search")
            {
                Content = new StringContent($"{{\"size\":{PageSize}{after}}}"),
            };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            var length = 0;
            int read;
            while ((read = await stream.ReadAsync(_buffer.AsMemory(length))) > 0)
            {
                length += read;
                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, 2 * length);
                }
            }

            pages++;
            if (length < 1000)
            {
                return pages;
            }
        }
    }

    private static async Task<long> ReadAsync(IEventSource source, Action<EventHit> use)
    {
        var range = new TimeRange(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var count = 0L;
        await foreach (var page in source.ReadAsync(new(["logs-*"], [new("@timestamp", false)], range), default))
        {
            foreach (var hit in page.Hits)
            {
                use(hit);
                count++;
            }
        }

        return count;
    }
}
