using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Configuration;

namespace Detections.Tests.Catalogue;

/// <summary>
/// All EQL rules that Elastic publishes, over generated telemetry in which what some of them look for is planted. How many events, the
/// environment may say; the figures of a run are printed.
/// </summary>
public sealed partial class CatalogueRunTests : IDisposable
{
    private const string BuiltIn = "483c4daf-b0c6-49e0-adf3-0bfa93231d6b";
    private const int Planted = 40;
    private const int PlantedSequences = 8;
    private const int RunAlone = 6;
    private const long MostMemory = 400L * 1024 * 1024;

    private static readonly int Events = int.Parse(
        Environment.GetEnvironmentVariable("DETECTIONS_CATALOGUE_EVENTS") ?? "10000",
        CultureInfo.InvariantCulture
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task All_rules_find_in_one_sweep_what_is_planted_and_each_alone_finds_the_same()
    {
        await using var cluster = await TestCluster.StartAsync();
        var rules = Rules(cluster.Proxy.Url);
        var now = TestCluster.Now;
        // However long it takes to index them, the events stay in the window.
        cluster.Proxy.Date = () => now;
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/mapped",
            TelemetryTemplate.Of("logs-*", "winlogbeat-*")
        );
        await IndexTelemetryAsync(cluster, now);
        var planted = await PlantAsync(cluster, rules, now);
        cluster.Proxy.Requests.Clear();

        var run = await RunAsync(cluster, "all");
        var together = run.Alerts;

        Print(cluster, rules, planted, run);
        var alerting = together.Select(a => a.RuleId).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(planted, r => !alerting.Contains(r.RuleId));
        Assert.True(planted.Count(r => r.RuleId != BuiltIn) >= 30);
        Assert.True(planted.Count(r => !r.IsEventRule) >= PlantedSequences);
        Assert.Equal(Events / 5000, together.Count(a => a.RuleId == BuiltIn && !a.IsPlanted));
        Assert.True(run.Memory < MostMemory, $"{run.Memory / 1024 / 1024} MB");
        var verified = await RunAsync(cluster, "verified", preFilter: "verify");
        Assert.Equal(Ids(together), Ids(verified.Alerts));
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"nothing hidden; {run.Documents} documents were sent with the pre-filter, {verified.Documents} without"
            )
        );
        var alone = planted.Take(RunAlone).Concat(rules.Where(r => !alerting.Contains(r.RuleId)).Take(RunAlone));
        foreach (var rule in alone)
        {
            var found = await RunAsync(cluster, $"alone-{rule.RuleId}", only: rule.RuleId);
            Assert.Equal(Ids(together.Where(a => a.RuleId == rule.RuleId)), Ids(found.Alerts));
        }
    }

    private static IEnumerable<string> Ids(IEnumerable<FoundAlert> alerts) =>
        alerts.Select(a => a.Id).Order(StringComparer.Ordinal);

    private static void Print(
        TestCluster cluster,
        IReadOnlyList<Rule> rules,
        IReadOnlyList<Rule> planted,
        CatalogueRun run
    )
    {
        var requests = cluster
            .Proxy.Requests.CountBy(r => $"{r.Method} {r.Path.Split('?')[0].Split('/')[^1]}")
            .OrderByDescending(r => r.Value)
            .Select(r => $"{r.Value} {r.Key}");
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rules.Count} rules over {Events} events: {planted.Count} planted ({planted.Count(r => !r.IsEventRule)} sequences), {run.Alerts.Count} alerts of {run.Alerts.Select(a => a.RuleId).Distinct().Count()} rules, {run.Memory / 1024 / 1024} MB at most; requests: {string.Join(", ", requests)}"
            )
        );
    }

    private static IReadOnlyList<Rule> Rules(Uri cluster)
    {
        var findings = new Findings();
        var values = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection([
                new("Elasticsearch:Urls:0", cluster.ToString()),
                new("Rules:Files:0", CatalogueFolder.Find()),
                new("Rules:Deprecated", "true"),
            ])
            .Build();
        return ConfigurationReader.Read(values, findings)!.Rules.Rules;
    }

    /// <summary>So that its last event is a minute old, and its first is in the shortest look-back.</summary>
    private async Task IndexTelemetryAsync(TestCluster cluster, DateTimeOffset now)
    {
        var file = Path.Combine(_folder, "events.ndjson");
        var start = now.AddMinutes(-4).ToUnixTimeMilliseconds();
        var step = Math.Max(1, 180_000 / Events);
        await EventGenerator.WriteAsync(file, Events, start, step);
        var batch = new List<(string Index, JsonObject Source)>();
        foreach (var line in File.ReadLines(file))
        {
            var hit = JsonNode.Parse(line)!.AsObject();
            batch.Add((IndexName.StreamOf(hit["_index"]!.GetValue<string>()), hit["_source"]!.DeepClone().AsObject()));
            if (batch.Count == 2000)
            {
                await IndexAsync(cluster, batch);
                batch.Clear();
            }
        }

        await IndexAsync(cluster, batch);
        File.Delete(file);
    }

    private static async Task<IReadOnlyList<Rule>> PlantAsync(
        TestCluster cluster,
        IReadOnlyList<Rule> rules,
        DateTimeOffset now
    )
    {
        var planted = new List<Rule>();
        var batch = new List<(string Index, JsonObject Source)>();
        foreach (var rule in rules.OrderBy(r => r.IsEventRule).ThenBy(r => r.RuleId, StringComparer.Ordinal))
        {
            var pattern = rule.Patterns.FirstOrDefault(p =>
                p.StartsWith("logs-", StringComparison.Ordinal) || p.StartsWith("winlogbeat-", StringComparison.Ordinal)
            );
            var isWanted = rule.IsEventRule ? planted.Count < Planted : planted.Count < PlantedSequences;
            if (!isWanted || pattern is null || PlantedEvents.For(rule, now.AddMinutes(-4)) is not { } events)
            {
                continue;
            }

            var index = pattern.Replace(
                "*",
                pattern.EndsWith(".*", StringComparison.Ordinal) ? "planted-default" : "planted",
                StringComparison.Ordinal
            );
            batch.AddRange(events.Select(e => (index, e)));
            planted.Add(rule);
        }

        await IndexAsync(cluster, batch);
        return planted;
    }

    private static async Task IndexAsync(TestCluster cluster, IEnumerable<(string Index, JsonObject Source)> documents)
    {
        foreach (var index in documents.GroupBy(d => d.Index, d => d.Source, StringComparer.Ordinal))
        {
            await cluster.IndexAsync(index, index.Key);
        }
    }

    /// <summary>Runs the program once, with all rules or one alone, and its alerts in a place of their own.</summary>
    private async Task<CatalogueRun> RunAsync(
        TestCluster cluster,
        string name,
        string only = "",
        string preFilter = "auto"
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var settings = JsonNode
            .Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "appsettings.json")))!
            .AsObject();
        settings["Elasticsearch"] = new JsonObject { ["Urls"] = new JsonArray(cluster.Proxy.Url.ToString()) };
        settings["Sweep"]!["PreFilter"] = preFilter;
        settings["Alerts"] = new JsonObject { ["Namespace"] = name };
        settings["Rules"]!["Files"] = new JsonArray(CatalogueFolder.Find());
        settings["Rules"]!["Deprecated"] = true;
        if (only.Length > 0)
        {
            settings["Rules"]!["Only"] = new JsonObject { ["Ids"] = new JsonArray(only) };
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), settings.ToJsonString());
        using var process = Process.Start(RunningProgram.StartInfo(["run", "--once", "--config", folder], []))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = PeakAsync(process);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // What no index stands behind is a finding, not a failure.
        Assert.True(
            process.ExitCode is 0 or 1 && !(await output).Contains("failed in part", StringComparison.Ordinal),
            $"{await output}{await errors}"
        );
        var hits = await cluster.SearchAsync(
            $"detections-alerts-{name}",
            "{\"bool\":{\"filter\":[{\"exists\":{\"field\":\"kibana.alert.uuid\"}}],\"must_not\":[{\"exists\":{\"field\":\"kibana.alert.group.index\"}}]}}"
        );
        var documents = EventsRead().Matches(await output).Select(m => int.Parse(m.Groups["count"].Value, null)).Max();
        return new([.. hits.Select(FoundAlert.Of)], await peak, documents);
    }

    /// <summary>The kernel keeps the highest number for as long as the process lives.</summary>
    private static async Task<long> PeakAsync(Process process)
    {
        var peak = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.WorkingSet64);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return peak;
    }

    [GeneratedRegex(@"(?<count>\d+) events read", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EventsRead();

    private sealed record CatalogueRun(IReadOnlyList<FoundAlert> Alerts, long Memory, int Documents);

    private sealed record FoundAlert(string Id, string RuleId, bool IsPlanted)
    {
        public static FoundAlert Of(JsonObject hit) =>
            new(
                hit["_id"]!.GetValue<string>(),
                hit["_source"]!["kibana.alert.rule.rule_id"]!.GetValue<string>(),
                hit["_source"]!["labels"]?["planted"] is not null
            );
    }
}
