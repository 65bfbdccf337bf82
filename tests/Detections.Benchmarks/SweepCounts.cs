using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Commands;
using Detections.Embedded;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Benchmarks;

/// <summary>
/// What one run asks a cluster for and gets, for the built-in rule and for a catalogue, with what makes it read less on and off: the
/// product itself over the embedded node, and events in envelopes that are moved into its window.
/// </summary>
internal sealed class SweepCounts(string folder, string path)
{
    private const int Portion = 1000;

    /// <summary>Strings as keywords, as Elastic's own templates map them.</summary>
    private const string Template = """
        {
          "index_patterns": ["logs-endpoint.events.*", "winlogbeat-*"], "data_stream": {}, "priority": 300,
          "template": { "mappings": {
            "date_detection": false,
            "dynamic_templates": [
              { "lines": { "path_match": "process.command_line", "mapping": { "type": "wildcard" } } },
              { "texts": { "match_mapping_type": "string", "mapping": { "type": "keyword", "ignore_above": 1024 } } }
            ],
            "properties": {
              "@timestamp": { "type": "date" }, "event": { "properties": { "ingested": { "type": "date" } } }
            }
          } }
        }
        """;

    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(4);

    private static readonly (string Key, string Value)[] BuiltIn = [];

    private readonly (string Key, string Value)[] _catalogue =
    [
        ("Rules:Files:0", $"{Path.GetFullPath(folder)}/**/*.toml"),
        ("Rules:Deprecated", "true"),
    ];

    public async Task<int> RunAsync()
    {
        await using var node = await EmbeddedNode.StartAsync(new(), default);
        using var http = new HttpClient { BaseAddress = node.Url };
        var count = await IndexAsync(http);
        Console.WriteLine($"{count} events in the window of one run");
        Console.WriteLine();
        Console.WriteLine(
            "| rules | pre-filter | narrowing | requests | of them pages | events | MB | alerts and queued |"
        );
        Console.WriteLine("|---|---|---|---:|---:|---:|---:|---:|");
        var instance = 0;
        foreach (
            var (name, rules) in (((string, (string, string)[])[])[("built-in", BuiltIn), ("catalogue", _catalogue)])
        )
        {
            foreach (var filter in (string[])["off", "auto"])
            {
                foreach (var narrowing in (string[])["off", "on", "auto"])
                {
                    // With an index of its own each time, so that nothing is known before.
                    var line = await MeasureAsync(
                        node.Url,
                        [
                            .. rules,
                            ("Sweep:PreFilter", filter),
                            ("Sweep:Narrowing", narrowing),
                            ("Alerts:Namespace", $"n{instance++}"),
                        ]
                    );
                    Console.WriteLine($"| {name} | {filter} | {narrowing} | {line} |");
                }
            }
        }

        return 0;
    }

    /// <summary>The group of the built-in rule, the longest look-back of which is all events.</summary>
    private static async Task<string> MeasureAsync(Uri url, (string Key, string Value)[] overrides)
    {
        var values = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection([
                new("Elasticsearch:Urls:0", url.ToString()),
                .. overrides.Select(o => new KeyValuePair<string, string?>(o.Key, o.Value)),
            ])
            .Build();
        var configuration =
            ConfigurationReader.Read(values, new Findings())
            ?? throw new InvalidDataException("The settings of the benchmark are refused");
        using var host = DetectionsHost.Create(configuration, schedule: false, logs: false);
        var (requests, pages, bytes) = (0L, 0L, 0L);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter == Telemetry.Meter)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, _, tags, _) =>
                Interlocked.Add(ref requests, Reads(instrument, "request.duration", tags) ? 1 : 0)
        );
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => Interlocked.Add(ref bytes, Reads(instrument, "body.size", tags) ? value : 0)
        );
        listener.Start();
        var (events, alerts) = (0L, 0L);
        var groups = configuration.Rules.Groups.Select(g => g.Name).ToList();
        await foreach (var report in host.Services.GetRequiredService<Generations>().RunAsync(groups, default))
        {
            if (report.Failures.Count > 0)
            {
                throw new InvalidDataException(report.Failures[0]);
            }

            pages = Math.Max(pages, report.Pages);
            events = Math.Max(events, report.Events);
            alerts += report.Created + report.Queued;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{requests} | {pages} | {events} | {bytes / 1e6:0.0} | {alerts}"
        );
    }

    /// <summary>Whether it measures a request that a sweep is made of.</summary>
    private static bool Reads(Instrument instrument, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: "operation", Value: "_search" or "_pit" or "_field_caps" or "_mapping" })
            {
                return instrument.Name.EndsWith(name, StringComparison.Ordinal);
            }
        }

        return false;
    }

    private async Task<int> IndexAsync(HttpClient http)
    {
        await SendAsync(http, HttpMethod.Put, "_index_template/events", Template, "application/json");
        var lines = await File.ReadAllLinesAsync(path);
        var now = TimeProvider.System.GetUtcNow();
        var number = 0;
        foreach (var portion in lines.Chunk(Portion))
        {
            var body = new StringBuilder();
            foreach (var line in portion)
            {
                var hit = JsonNode.Parse(line)!;
                var source = hit["_source"]!.AsObject();
                var stamp = now - Oldest + number++ * Oldest / lines.Length;
                Stamp(source, stamp);
                var stream = StampedEvents.StreamOf(hit["_index"]!.GetValue<string>());
                body.Append(CultureInfo.InvariantCulture, $"{{\"create\":{{\"_index\":\"{stream}\"}}}}\n");
                body.Append(source.ToJsonString()).Append('\n');
            }

            await SendAsync(http, HttpMethod.Post, "_bulk?refresh=true", body.ToString(), "application/x-ndjson");
        }

        return number;
    }

    private static void Stamp(JsonObject source, DateTimeOffset time)
    {
        var text = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        source["@timestamp"] = text;
        if (source["event"] is JsonObject e)
        {
            e["ingested"] = text;
        }
    }

    private static async Task SendAsync(HttpClient http, HttpMethod method, string url, string body, string type)
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        using var response = await http.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        if (
            !response.IsSuccessStatusCode
            || answer.RootElement.TryGetProperty("errors", out var errors) && errors.GetBoolean()
        )
        {
            throw new InvalidDataException($"{method} {url}: {answer.RootElement}"[..500]);
        }
    }
}
