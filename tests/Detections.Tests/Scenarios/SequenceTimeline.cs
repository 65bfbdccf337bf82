using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

/// <summary>A copy of the product on a cluster whose clock is set for each run.</summary>
internal sealed class SequenceTimeline(TestCluster cluster, List<(string, string)> settings) : IAsyncDisposable
{
    public const string RuleId = "pair";

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);
    private DateTimeOffset _next = Noon;
    private IHost? _product;

    public TestCluster Cluster => cluster;

    public static bool Has(JsonObject alert, string field) => alert["_source"]!.AsObject().ContainsKey(field);

    public static Task<SequenceTimeline> StartAsync(string query, params (string Key, string Value)[] settings) =>
        StartAsync([
            .. TestCluster.Rule(RuleId, query, TestCluster.Stream),
            ($"Rules:Items:{RuleId}:timestamp_override", "event.ingested"),
            .. settings,
        ]);

    public static async Task<SequenceTimeline> StartAsync(IEnumerable<(string Key, string Value)> settings)
    {
        var cluster = await TestCluster.StartAsync();
        // So that the pre-filter can ask for them
        await cluster.SendAsync(
            HttpMethod.Put,
            $"{TestCluster.Stream}/_mapping",
            """
            {"properties": {
              "event": {"properties": {"category": {"type": "keyword"}, "type": {"type": "keyword"}, "created": {"type": "date"}}},
              "host": {"properties": {"name": {"type": "keyword"}}},
              "process": {"properties": {
                "name": {"type": "keyword"}, "executable": {"type": "keyword"},
                "parent": {"properties": {"name": {"type": "keyword"}}}
              }}
            }}
            """
        );
        return new(cluster, [.. settings]);
    }

    public async ValueTask DisposeAsync()
    {
        Restart();
        await cluster.DisposeAsync();
    }

    /// <param name="more">Settings that are added.</param>
    public void Restart(params (string Key, string Value)[] more)
    {
        _product?.Dispose();
        _product = null;
        settings.AddRange(more);
    }

    public Task IndexAsync(
        string process,
        DateTimeOffset time,
        DateTimeOffset? arrival = null,
        string host = "H1",
        DateTimeOffset? created = null
    ) => cluster.IndexAsync([Event(process, time, arrival, host, created)]);

    public static JsonObject Event(
        string process,
        DateTimeOffset time,
        DateTimeOffset? arrival = null,
        string host = "H1",
        DateTimeOffset? created = null
    ) =>
        JsonSerializer
            .SerializeToNode(
                new Dictionary<string, object>
                {
                    ["@timestamp"] = TestCluster.Text(time),
                    ["event"] = new
                    {
                        category = "process",
                        created = TestCluster.Text(created ?? time),
                        ingested = TestCluster.Text(arrival ?? time),
                    },
                    ["host"] = new { name = host },
                    ["process"] = new { name = process },
                }
            )!
            .AsObject();

    /// <summary>Runs every five minutes from noon, or from where this ended before, and at the moment.</summary>
    public async Task<RunReport> RunUntilAsync(DateTimeOffset moment)
    {
        for (; _next < moment; _next += TimeSpan.FromMinutes(5))
        {
            await RunAsync(_next);
        }

        _next = moment + TimeSpan.FromMinutes(5);
        return await RunAsync(moment);
    }

    public async Task<RunReport> RunAsync(DateTimeOffset now)
    {
        _clock.SetUtcNow(now);
        await cluster.SendAsync(HttpMethod.Post, "detections-*/_refresh?ignore_unavailable=true");
        cluster.Proxy.Date = () => now;
        _product ??= cluster.CreateProduct(_clock, [.. settings]);
        return await TestCluster.RunAsync(_product);
    }

    public Task<IReadOnlyList<JsonObject>> AlertsAsync() => cluster.AlertsAsync();

    public async Task AssertOneSequenceAsync()
    {
        var alerts = await AlertsAsync();
        Assert.Equal(3, alerts.Count);
        Assert.Single(alerts, a => !Has(a, "kibana.alert.group.index"));
    }
}
