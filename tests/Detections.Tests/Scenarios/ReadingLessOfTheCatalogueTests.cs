using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Eql;
using Detections.Rules;
using Detections.Runs;
using Detections.Tests.Catalogue;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Hosting;

namespace Detections.Tests.Scenarios;

/// <summary>All rules of a catalogue over generated telemetry: what they match is among what the filter lets through.</summary>
public sealed class ReadingLessOfTheCatalogueTests
{
    private const int Portion = 1000;

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    private static readonly int Events = int.Parse(
        Environment.GetEnvironmentVariable("DETECTIONS_GENERATED_EVENTS") ?? "5000",
        NumberStyles.None,
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task No_match_is_hidden_and_of_rules_for_processes_fewer_events_are_sent()
    {
        var catalogue = CatalogueFolder.Find();
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster);
        (string, string)[] rules =
        [
            ("Rules:Files:0", $"{catalogue}/**/*.toml"),
            ("Rules:Deprecated", "true"),
            ("Sweep:PageSize", "5000"),
        ];
        using var product = cluster.CreateProduct(overrides: rules);
        using var unfiltered = cluster.CreateProduct(overrides: [.. rules, ("Sweep:PreFilter", "off")]);
        using var verifying = cluster.CreateProduct(overrides: [.. rules, ("Sweep:PreFilter", "verify")]);
        var all = TestCluster.Configuration(product).Rules.Rules;
        Assert.InRange(all.Count, 600, 1000);
        var ofProcesses = all.Where(r => r.Query.Filter is EqlFilterAll f && f.Parts.Any(IsProcess)).ToList();
        Assert.InRange(ofProcesses.Count, 200, all.Count);

        var (_, everything) = await CompareAsync("all", all);
        var (sent, events) = await CompareAsync("process", ofProcesses);

        Assert.Equal(Events, everything);
        Assert.InRange(sent, 1, events * 9 / 10);

        async Task<(int Sent, int Events)> CompareAsync(string name, IReadOnlyList<Rule> some)
        {
            var query = await QueryAsync(product, some);
            var off = await ReadAsync(unfiltered, query, some);
            var auto = await ReadAsync(product, query, some);
            var hidden = await TestCluster
                .Service<IEventSource>(verifying)
                .HiddenAsync(
                    query,
                    [.. off.Matches.Select(m => (m.Index, m.Id)).Distinct()],
                    TestContext.Current.CancellationToken
                );
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{some.Count} rules ({name}), {query.Fields!.Count} fields: off read {off.Events} events ({off.Bytes} bytes), auto {auto.Events} ({auto.Bytes} bytes); {off.Matches.Count} matches of {off.Matches.Select(m => m.Rule).Distinct().Count()} rules; the filter has {FilterLength(cluster)} bytes"
            );
            Assert.NotEmpty(off.Matches);
            Assert.Equal(off.Matches, auto.Matches);
            Assert.Empty(hidden);
            Assert.InRange(FilterLength(cluster), 100, 100_000);
            return (auto.Events, off.Events);
        }
    }

    private static bool IsProcess(EqlFilter condition) =>
        condition is EqlFilterAnyOf { Field: "event.category", Values: ["process"] };

    private static async Task<SourceQuery> QueryAsync(IHost product, IReadOnlyList<Rule> rules)
    {
        var map = await TestCluster
            .Service<IEventSource>(product)
            .ResolveAsync(
                [.. rules.SelectMany(r => r.Patterns).Distinct(StringComparer.Ordinal)],
                TestContext.Current.CancellationToken
            );
        return new(
            [.. map.Patterns.Where(p => p.Indices.Count > 0).Select(p => p.Pattern)],
            [new("@timestamp", FallsBack: false)],
            new(Start, Start.AddDays(365))
        )
        {
            Fields = [.. rules.SelectMany(r => r.Query.Fields).Append("@timestamp").Distinct(StringComparer.Ordinal)],
            Filters = [.. rules.Select(r => RuleFilter.Of(r, r.Query.Filter, map, map.Indices))],
        };
    }

    /// <summary>Every event that a step of a rule can use, in an index that the rule reaches, is a match here.</summary>
    private static async Task<(
        int Events,
        long Bytes,
        IReadOnlyList<(string Rule, string Index, string Id)> Matches
    )> ReadAsync(IHost product, SourceQuery query, IReadOnlyList<Rule> rules)
    {
        var table = FieldTable.Create(query.Fields!);
        var reader = new EventReader(table);
        var steps = rules
            .Zip(query.Filters!, (r, f) => (Rule: r, Indices: f.Indices.ToHashSet(StringComparer.Ordinal)))
            .SelectMany(r => r.Rule.Query.Compile(table).Select(s => (r.Rule.RuleId, r.Indices, Step: s)))
            .ToList();
        var (events, bytes) = (0, 0L);
        var matches = new List<(string, string, string)>();
        await foreach (
            var page in TestCluster
                .Service<IEventSource>(product)
                .ReadAsync(query, TestContext.Current.CancellationToken)
        )
        {
            foreach (var hit in page.Hits)
            {
                events++;
                bytes += hit.Source.Length;
                Assert.True(reader.TryRead(hit.Source, hit.Fields, out var values, out var problem), problem);
                var (index, id) = (Encoding.UTF8.GetString(hit.Index.Span), Encoding.UTF8.GetString(hit.Id.Span));
                matches.AddRange(
                    steps
                        .Where(s => s.Indices.Contains(index) && s.Step.Matches(values))
                        .Select(s => (s.RuleId, index, id))
                );
            }
        }

        return (events, bytes, [.. matches.Distinct().Order()]);
    }

    private static int FilterLength(TestCluster cluster) =>
        cluster
            .Proxy.Requests.Where(r => r.Path.StartsWith("/_search", StringComparison.Ordinal))
            .Max(r => JsonNode.Parse(r.Body!)!["query"]!["bool"]!["filter"]?[1]?.ToJsonString().Length ?? 0);

    private static async Task IndexAsync(TestCluster cluster)
    {
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/generated",
            TelemetryTemplate.Of("logs-endpoint.events.*-generated", "winlogbeat-generated")
        );
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ndjson");
        try
        {
            await EventGenerator.WriteAsync(file, Events, Start.ToUnixTimeMilliseconds(), stepMilliseconds: 10);
            foreach (var lines in File.ReadLines(file).Chunk(Portion))
            {
                var body = new StringBuilder();
                foreach (var line in lines)
                {
                    var hit = JsonNode.Parse(line)!;
                    var index = hit["_index"]!.GetValue<string>();
                    var stream = index.StartsWith(".ds-", StringComparison.Ordinal)
                        ? $"{index[4..index.IndexOf("-default", StringComparison.Ordinal)]}-generated"
                        : "winlogbeat-generated";
                    body.Append($"{{\"create\":{{\"_index\":\"{stream}\",\"_id\":{hit["_id"]!.ToJsonString()}}}}}\n")
                        .Append($"{hit["_source"]!.ToJsonString()}\n");
                }

                var answer = await cluster.SendAsync(
                    HttpMethod.Post,
                    "_bulk?refresh=true",
                    body.ToString(),
                    "application/x-ndjson"
                );
                Assert.False(answer!["errors"]!.GetValue<bool>());
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
