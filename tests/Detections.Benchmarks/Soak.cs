using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Benchmarks;

/// <summary>
/// The program itself with a catalogue of rules beside a node, each a process of its own, and events at a steady rate for a long time:
/// whether it holds more and more. Events that have left every look-back are deleted, as an index lifecycle would.
/// </summary>
internal sealed class Soak(string folder, string path, TimeSpan length, int rate) : IDisposable
{
    private const int Portion = 500;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RolloverEvery = TimeSpan.FromMinutes(6);

    /// <summary>The first minutes fill caches and compile.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(2);

    private const string Template = """
        {
          "index_patterns": ["logs-*", "winlogbeat-*"], "data_stream": {}, "priority": 300,
          "template": { "mappings": { "dynamic": false, "properties": {
            "@timestamp": { "type": "date" },
            "event": { "properties": { "ingested": { "type": "date" }, "category": { "type": "keyword" }, "type": { "type": "keyword" } } }
          } } }
        }
        """;

    private readonly string _home = Directory.CreateTempSubdirectory("detections-soak").FullName;
    private readonly HttpClient _http = new();
    private readonly List<Process> _processes = [];
    private readonly List<SoakSample> _samples = [];
    private readonly Queue<string> _indices = [];
    private long _sent;

    public async Task<int> RunAsync()
    {
        var events = new StampedEvents(path, CatalogueQueries.Load(folder));
        Console.WriteLine($"{events.Count} events, without {events.Omitted} of which rules find too many");
        var nodeUrl = await StartNodeAsync();
        _http.BaseAddress = nodeUrl;
        await SendAsync(HttpMethod.Put, "_index_template/events", Template, "application/json");
        await SendPortionAsync(events);
        var port = FreePort();
        var program = StartProgram(nodeUrl, port);
        var started = Stopwatch.GetTimestamp();
        TimeSpan Elapsed() => Stopwatch.GetElapsedTime(started);
        var (sampled, rolled, metrics) = (TimeSpan.Zero, TimeSpan.Zero, default(Metrics));
        var first = Interlocked.Read(ref _sent);
        while (Elapsed() < length)
        {
            await SendPortionAsync(events);
            if (Elapsed() - sampled >= SampleEvery)
            {
                sampled = Elapsed();
                metrics = await SampleAsync(program, port, sampled, metrics);
            }

            if (Elapsed() - rolled >= RolloverEvery)
            {
                rolled = Elapsed();
                await RollOverAsync();
            }

            var due = TimeSpan.FromSeconds((double)(_sent - first) / rate);
            if (due > Elapsed())
            {
                await Task.Delay(due - Elapsed(), TimeProvider.System);
            }
        }

        return Report(Elapsed(), metrics) ? 0 : 1;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private async Task SendPortionAsync(StampedEvents events)
    {
        var lines = events.Take(Portion, TimeProvider.System.GetUtcNow());
        using var content = new ReadOnlyMemoryContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await _http.PostAsync("_bulk", content);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode || answer.Contains("\"errors\":true", StringComparison.Ordinal))
        {
            throw new InvalidDataException(answer[..Math.Min(answer.Length, 500)]);
        }

        _sent += Portion;
    }

    private async Task<Metrics> SampleAsync(Process program, int port, TimeSpan at, Metrics before)
    {
        program.Refresh();
        if (program.HasExited)
        {
            throw new InvalidDataException($"The program ended with {program.ExitCode}");
        }

        var metrics = await ReadMetricsAsync(port);
        var runs = metrics.Runs - before.Runs;
        _samples.Add(
            new(
                at.TotalMinutes,
                program.WorkingSet64 / 1e6,
                Directory.GetFiles($"/proc/{program.Id}/fd").Length,
                program.Threads.Count,
                Directory.GetFileSystemEntries(Path.Combine(_home, "tmp"), "*", SearchOption.AllDirectories).Length,
                metrics.Lag,
                runs > 0 ? (metrics.RunSeconds - before.RunSeconds) / runs : 0
            )
        );
        var last = _samples[^1];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{last.Minutes:0.0} min: {last.Resident:0} MB, {last.Handles} handles, {last.Threads} threads, {last.TemporaryFiles} temporary files, lag {last.Lag:0} s, {runs:0} runs of {last.RunSeconds:0.0} s, {metrics.Events:0} events read, {metrics.Alerts:0} alerts, {metrics.Errors:0} errors, {_sent} events sent"
            )
        );
        return metrics;
    }

    private async Task<Metrics> ReadMetricsAsync(int port)
    {
        try
        {
            var text = await _http.GetStringAsync($"http://127.0.0.1:{port}/metrics");
            return new(
                Of(text, "detections_coverage_lag_seconds{").DefaultIfEmpty().Max(),
                Of(text, "detections_run_duration_seconds_count{").Sum(),
                Of(text, "detections_run_duration_seconds_sum{").Sum(),
                Of(text, "detections_events_total{").Sum(),
                Of(text, "detections_alerts_total{").Sum(),
                Of(text, "detections_errors_total{").Sum()
            );
        }
        catch (HttpRequestException) when (_samples.Count < 3)
        {
            // It is still starting.
            return default;
        }
    }

    private static IEnumerable<double> Of(string metrics, string name) =>
        metrics
            .Split('\n')
            .Where(l => l.StartsWith(name, StringComparison.Ordinal))
            .Select(l =>
                double.Parse(
                    l[(l.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0],
                    CultureInfo.InvariantCulture
                )
            );

    private async Task RollOverAsync()
    {
        var streams = await GetAsync("_data_stream");
        foreach (var stream in streams["data_streams"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()))
        {
            var answer = await SendAsync(HttpMethod.Post, $"{stream}/_rollover", "{}", "application/json");
            _indices.Enqueue(answer["old_index"]!.GetValue<string>());
        }

        // Two are within the look-back of the rules and of the late sweep; what is older goes.
        while (_indices.Count > 14 * streams["data_streams"]!.AsArray().Count)
        {
            using var response = await _http.DeleteAsync(_indices.Dequeue());
            response.EnsureSuccessStatusCode();
        }
    }

    private bool Report(TimeSpan elapsed, Metrics metrics)
    {
        var settled = _samples.Where(s => s.Minutes >= WarmUp.TotalMinutes).ToList();
        var third = settled.Count / 3;
        var (begin, end) = (settled[..third], settled[^third..]);
        Console.WriteLine();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_sent} events in {elapsed.TotalMinutes:0} min, {_sent / elapsed.TotalSeconds:0} a second; {metrics.Runs:0} runs read {metrics.Events:0} events and wrote {metrics.Alerts:0} alerts, {metrics.Errors:0} errors"
            )
        );
        Console.WriteLine("| | first third | last third | most |");
        Console.WriteLine("|---|---:|---:|---:|");
        Line("resident, MB", s => s.Resident);
        Line("handles", s => s.Handles);
        Line("threads", s => s.Threads);
        Line("temporary files", s => s.TemporaryFiles);
        Line("lag, s", s => s.Lag);
        var isFlat =
            end.Average(s => s.Resident) <= 1.1 * begin.Average(s => s.Resident)
            && end.Max(s => s.Handles) <= begin.Max(s => s.Handles) + 10
            && end.Max(s => s.TemporaryFiles) <= begin.Max(s => s.TemporaryFiles)
            && end.Max(s => s.Lag) <= begin.Max(s => s.Lag) + 60;
        Console.WriteLine(isFlat ? "flat" : "NOT FLAT");
        return isFlat;

        void Line(string name, Func<SoakSample, double> value) =>
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {begin.Average(value):0.0} | {end.Average(value):0.0} | {settled.Max(value):0.0} |"
                )
            );
    }

    private async Task<Uri> StartNodeAsync()
    {
        var node = Start(redirect: true, "node", "--port", "0", "--data", Path.Combine(_home, "node.db"));
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = node.StandardOutput.ReadToEndAsync();
                return new(line[at..].Split(' ')[0].TrimEnd('.', ',', '/') + "/");
            }
        }

        throw new InvalidDataException("The node did not start");
    }

    private Process StartProgram(Uri nodeUrl, int port)
    {
        var settings = new
        {
            Elasticsearch = new { Urls = new[] { nodeUrl } },
            Http = new { Url = $"http://127.0.0.1:{port}" },
            Rules = new { Files = new[] { $"{Path.GetFullPath(folder)}/**/*.toml" } },
        };
        File.WriteAllText(Path.Combine(_home, "appsettings.json"), JsonSerializer.Serialize(settings));
        return Start(redirect: false, "run", "--config", _home);
    }

    private Process Start(bool redirect, params string[] arguments)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(_home, redirect ? "node-tmp" : "tmp")).FullName;
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "detections.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = redirect,
            Environment = { ["TMPDIR"] = temporary, ["DOTNET_EnableDiagnostics"] = "0" },
        };
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<JsonNode> GetAsync(string url) => JsonNode.Parse(await _http.GetStringAsync(url))!;

    private async Task<JsonNode> SendAsync(HttpMethod method, string url, string body, string type)
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue(type)),
        };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidDataException(text);
    }

    private readonly record struct Metrics(
        double Lag,
        double Runs,
        double RunSeconds,
        double Events,
        double Alerts,
        double Errors
    );
}
