using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Detections.Commands;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Benchmarks;

/// <summary>
/// What a run takes at most where there is far more than it may keep: each in a process of its own beside a node that is another, so that
/// the most memory that was ever resident is that of the run.
/// </summary>
internal static class Bounds
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>What the program takes without any event: the runtime, the compiled code, its client and buffers.</summary>
    private const int Base = 150;

    private const string BuiltIn = "483c4daf-b0c6-49e0-adf3-0bfa93231d6b";
    private const string Stream = "logs-endpoint.events.process-default";
    private const int PendingRules = 50;
    private const int RulesOverEverything = 300;

    private const string Template = """
        {
          "index_patterns": ["logs-*"], "data_stream": {}, "priority": 300,
          "template": { "mappings": { "dynamic": false, "properties": {
            "@timestamp": { "type": "date" }, "event": { "properties": { "ingested": { "type": "date" } } }
          } } }
        }
        """;

    private static readonly (string Name, Func<HttpClient, Task> Load, Func<Uri, Task<string>> Run)[] Cases =
    [
        ("a document of 50 MB among 10,000", LoadHugeAsync, url => SweepAsync(url, ("Sweep:PreFilter", "off"))),
        ("100,000 matches in one instant", http => LoadAsync(http, 100_000, Attack), url => SweepAsync(url)),
        (
            "300 rules that match each of 1,000 events",
            http => LoadAsync(http, 1_000, Attack),
            url => SweepAsync(url, OverEverything())
        ),
        ("a million pending keys of 50 rules", _ => Task.CompletedTask, _ => Task.FromResult(Pend())),
    ];

    private static int Limit => SweepSettings.DefaultMemoryBudget + Base;

    /// <summary>All cases, each against the limit.</summary>
    public static async Task<int> RunAsync()
    {
        Console.WriteLine("| | what came of it | peak MB | limit |");
        Console.WriteLine("|---|---|---:|---:|");
        var isBounded = true;
        foreach (var (name, load, _) in Cases)
        {
            isBounded &= await MeasureAsync(name, load);
        }

        Console.WriteLine(isBounded ? "bounded" : "NOT BOUNDED");
        return isBounded ? 0 : 1;
    }

    /// <summary>One case, in the process that is measured.</summary>
    public static async Task<int> RunAsync(string name, Uri url)
    {
        var result = await Cases.First(c => c.Name == name).Run(url);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"{result}\t{self.PeakWorkingSet64 / Megabyte}");
        return 0;
    }

    private static async Task<bool> MeasureAsync(string name, Func<HttpClient, Task> load)
    {
        using var node = Start("detections.dll", "node", "--port", "0");
        try
        {
            var url = await UrlOfAsync(node);
            using var http = new HttpClient { BaseAddress = url };
            await SendAsync(http, HttpMethod.Put, "_index_template/events", Template, "application/json");
            await load(http);
            using var measured = Start("Detections.Benchmarks.dll", "bounds", name, url.ToString());
            try
            {
                var output = await measured.StandardOutput.ReadToEndAsync();
                await measured.WaitForExitAsync();
                if (measured.ExitCode != 0)
                {
                    throw new InvalidDataException($"\"{name}\" ended with {measured.ExitCode}");
                }

                var line = output.Trim().Split('\t');
                var peak = int.Parse(line[1], CultureInfo.InvariantCulture);
                Console.WriteLine($"| {name} | {line[0]} | {peak} | {Limit} |");
                return peak <= Limit;
            }
            finally
            {
                End(measured);
            }
        }
        finally
        {
            End(node);
        }
    }

    private static async Task<string> SweepAsync(Uri url, params (string Key, string Value)[] overrides)
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
        var group = configuration.Rules.Groups[0].Name;
        var report = await host.Services.GetRequiredService<Generations>().RunAsync([group], default).FirstAsync();
        if (report.Failures.Count > 0 || report.Created == 0)
        {
            throw new InvalidDataException(report.Failures.Count > 0 ? report.Failures[0] : "No alert was written");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Events:N0} events, {report.Rules.Sum(r => r.Matched):N0} matches, {report.Created:N0} alerts, {report.Rules.Sum(r => r.Queued):N0} queued, {report.Unsearched.Count:N0} holes"
        );
    }

    private static (string Key, string Value)[] OverEverything() =>
        [
            ($"Rules:Items:{BuiltIn}:enabled", "false"),
            .. Enumerable
                .Range(0, RulesOverEverything)
                .Select(i => $"Rules:Items:everything-{i}")
                .SelectMany(key =>
                    new[]
                    {
                        ($"{key}:name", key),
                        ($"{key}:description", "A rule of the benchmarks"),
                        ($"{key}:type", "eql"),
                        ($"{key}:query", "process where true"),
                        ($"{key}:from", "now-9m"),
                        ($"{key}:severity", "low"),
                        ($"{key}:risk_score", "1"),
                        ($"{key}:max_signals", "10"),
                        ($"{key}:index:0", Stream),
                    }
                ),
        ];

    /// <summary>Without a cluster: events that each open a key of one of the rules, and then one that ends the last.</summary>
    private static string Pend()
    {
        const int keys = 1_000_000;
        var rules = new RuleMatcher([.. Enumerable.Range(0, PendingRules).Select(Pending)], ValueListFiles.None);
        var budget = new SequenceMemory(new()).Lasting;
        var trackers = rules
            .Rules.Select((_, i) => new SequenceTracker(rules, i, TimeSpan.FromMinutes(5), new(), budget))
            .ToList();
        var matcher = new EventMatcher(rules);
        var start = DateTimeOffset.UnixEpoch.AddYears(50);
        for (var i = 0; i <= keys; i++)
        {
            var (category, user) = i < keys ? ("process", i) : ("network", i - 1);
            var time = start.AddMilliseconds(i);
            var json = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"@timestamp": {{time.ToUnixTimeMilliseconds()}}, "event": {"category": "{{category}}"}, "process": {"name": "tool-{{i % PendingRules}}"}, "user": {"name": "user-{{user}}"} }"""
            );
            if (!matcher.TryRead(Encoding.UTF8.GetBytes(json), out var values, out var problem))
            {
                throw new InvalidDataException(problem);
            }

            foreach (var hit in matcher.Hits)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{i:D20}");
                trackers[hit.Rule].Add(values, matcher.StepsOf(hit), new("logs", id), time);
            }
        }

        var found = trackers.Sum(t => t.Settle(start.AddDays(1)).Count());
        var dropped = trackers.Sum(t => t.TakeLimits().Dropped);
        if (found != 1)
        {
            throw new InvalidDataException($"{found} sequences were found, not the one that is there");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{keys - dropped:N0} kept, {dropped:N0} let go and counted, the sequence that is there found"
        );
    }

    private static Rule Pending(int number) =>
        new()
        {
            RuleId = $"pending-{number}",
            Name = $"pending-{number}",
            Description = "A rule of the benchmarks",
            Query = Eql.EqlQuery.Parse(
                $"sequence by user.name with maxspan=1h [process where process.name == \"tool-{number}\"] [network where true]"
            ),
            Index = [Stream],
            Severity = Severity.Low,
            RiskScore = 1,
            From = "now-9m",
            Lookback = TimeSpan.FromMinutes(9),
        };

    private static async Task LoadHugeAsync(HttpClient http)
    {
        await LoadAsync(http, 10_000, time => Event(time, "services.exe", ""));
        await LoadAsync(http, 1, time => Event(time, "UMWorkerProcess.exe", new string('x', 50 * Megabyte)));
    }

    private static async Task LoadAsync(HttpClient http, int count, Func<DateTimeOffset, string> create)
    {
        var instant = TimeProvider.System.GetUtcNow().AddMinutes(-3);
        foreach (var portion in Enumerable.Range(0, count).Chunk(5_000))
        {
            var body = new StringBuilder();
            foreach (var _ in portion)
            {
                body.Append("{\"create\":{}}\n").Append(create(instant)).Append('\n');
            }

            await SendAsync(
                http,
                HttpMethod.Post,
                $"{Stream}/_bulk?refresh=true",
                body.ToString(),
                "application/x-ndjson"
            );
        }
    }

    /// <summary>What the built-in rule looks for.</summary>
    private static string Attack(DateTimeOffset time) => Event(time, "UMWorkerProcess.exe", "");

    private static string Event(DateTimeOffset time, string parent, string message)
    {
        var text = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $$"""{"@timestamp":"{{text}}","event":{"category":"process","type":"start","ingested":"{{text}}"},"host":{"name":"EXCH01"},"process":{"name":"cmd.exe","executable":"C:\\Windows\\System32\\cmd.exe","parent":{"name":"{{parent}}"} },"message":"{{message}}"}""";
    }

    private static async Task SendAsync(HttpClient http, HttpMethod method, string url, string body, string type)
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue(type)),
        };
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode || answer.Contains("\"errors\":true", StringComparison.Ordinal))
        {
            throw new InvalidDataException(answer[..Math.Min(answer.Length, 500)]);
        }
    }

    private static async Task<Uri> UrlOfAsync(Process node)
    {
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

    private static Process Start(string assembly, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
