using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>A cluster with a clock that is set by hand, events in several streams, and what alerts they make due.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Endpoint = TestCluster.Stream;
    public const string Winlogbeat = "winlogbeat-8.19.0";
    public const string Windows = "logs-windows.forwarded-default";

    /// <summary>How soon an event must be found to be covered by what a run claims: the default margin, and a little less.</summary>
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(25);

    /// <summary>The same of the events of a sequence, which waits for them.</summary>
    private static readonly TimeSpan PromptlyForSequences = TimeSpan.FromSeconds(55);

    private readonly ConcurrentDictionary<string, bool> _dead = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(PlantedEvent Event, string Index)>> _pairs = new(StringComparer.Ordinal);
    private readonly List<ExpectedAlert> _expected = [];
    private readonly SemaphoreSlim _planting = new(1);
    private int _planted;
    private int _copies;

    private World(TestCluster cluster, DateTimeOffset now)
    {
        (Cluster, Now) = (cluster, now);
        cluster.Proxy.Date = () => Now;
        cluster.Proxy.Intercept = InterceptAsync;
    }

    public TestCluster Cluster { get; }

    /// <summary>By the cluster's clock.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>Has a request go wrong, or something happen before it; false lets it through.</summary>
    public Func<ProxiedRequest, Task<bool>> Meddle { get; set; } = _ => Task.FromResult(false);

    public IReadOnlyList<ExpectedAlert> Expected => _expected;

    /// <summary>Why an alert is not promised; empty where it is.</summary>
    public Func<ExpectedAlert, string> Excuse { get; set; } = _ => "";

    public static async Task<World> StartAsync(DateTimeOffset now) => new(await TestCluster.StartAsync(), now);

    public static async Task<World> StartAsync(DateTimeOffset now, NodeProcess node) =>
        new(await TestCluster.StartAsync(node, node.Url), now);

    public ValueTask DisposeAsync()
    {
        _planting.Dispose();
        return Cluster.DisposeAsync();
    }

    public ProductCopy CreateCopy(string instance, IEnumerable<(string Key, string Value)> settings) =>
        new(this, $"copy-{_copies++}", instance, settings);

    /// <summary>From now on nothing of the copy gets through.</summary>
    public void Crash(ProductCopy copy)
    {
        Silence(copy.Sender);
        copy.Crash();
    }

    /// <summary>From now on nothing of the sender gets through.</summary>
    public void Silence(string sender) => _dead[sender] = true;

    /// <summary>Makes events searchable now, and expects what they make due.</summary>
    public async Task PlantAsync(IReadOnlyCollection<PlantedEvent> events)
    {
        await _planting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await PlantInTurnAsync(events);
        }
        finally
        {
            _planting.Release();
        }
    }

    private async Task PlantInTurnAsync(IReadOnlyCollection<PlantedEvent> events)
    {
        foreach (var stream in events.GroupBy(e => e.Stream, StringComparer.Ordinal))
        {
            var named = stream.Select(e => (Event: e, Id: e.Id ?? $"event-{_planted++}")).ToList();
            var body = new StringBuilder();
            foreach (var (item, id) in named)
            {
                body.Append(new JsonObject { ["create"] = new JsonObject { ["_id"] = id } }.ToJsonString())
                    .Append('\n')
                    .Append(item.Document().ToJsonString())
                    .Append('\n');
            }

            var answer = await Cluster.SendAsync(
                HttpMethod.Post,
                $"{stream.Key}/_bulk?refresh=true",
                body.ToString(),
                "application/x-ndjson"
            );
            foreach (var ((item, id), told) in named.Zip(answer!["items"]!.AsArray()))
            {
                var created = told!["create"]!;
                // A shipper that sends the same again is told that it is there.
                if (created["status"]!.GetValue<int>() != 409)
                {
                    Expect(item with { Id = id }, created["_index"]!.GetValue<string>());
                }
            }
        }
    }

    /// <summary>The ids that are accounted for: alerts, matches that are a number on one, and those that wait.</summary>
    public async Task<(HashSet<string> Alerts, HashSet<string> Suppressed, HashSet<string> Waiting)> SettledAsync(
        string space
    )
    {
        var suppressed = await StateAsync(space, "suppressed");
        var rejected = await StateAsync(space, "rejected");
        return (
            [.. (await AlertsAsync(space)).Keys],
            [.. suppressed.Keys.Select(k => k["suppressed-".Length..])],
            [
                .. (await StateAsync(space, "queued")).Keys,
                .. rejected.Values.Select(r => r["match_id"]!.GetValue<string>()),
            ]
        );
    }

    /// <summary>What is in the index of alerts without the building blocks, by id.</summary>
    public async Task<IReadOnlyDictionary<string, JsonObject>> AlertsAsync(string space)
    {
        var hits = await Cluster.SearchAsync(
            $"detections-alerts-{space}",
            """
            {"bool":{"filter":{"exists":{"field":"kibana.alert.uuid"}},
              "must_not":{"exists":{"field":"kibana.alert.building_block_type"}}}}
            """
        );
        // An id that is in two indices would be there twice.
        return hits.ToDictionary(
            h => h["_id"]!.GetValue<string>(),
            h => h["_source"]!.AsObject(),
            StringComparer.Ordinal
        );
    }

    /// <summary>The state documents of a kind, by id.</summary>
    public async Task<IReadOnlyDictionary<string, JsonObject>> StateAsync(string space, string kind)
    {
        var hits = await Cluster.SearchAsync(
            $"detections-state-{space}",
            new JsonObject { ["term"] = new JsonObject { ["kind"] = kind } }.ToJsonString()
        );
        return hits.ToDictionary(
            h => h["_id"]!.GetValue<string>(),
            h => h["_source"]!.AsObject(),
            StringComparer.Ordinal
        );
    }

    private async Task<bool> InterceptAsync(ProxiedRequest request)
    {
        if (!_dead.ContainsKey(request.Sender) && await Meddle(request))
        {
            return true;
        }

        // It may have died of that.
        if (_dead.ContainsKey(request.Sender))
        {
            request.Context.Abort();
            return true;
        }

        return false;
    }

    private DateTimeOffset Found(PlantedEvent item) => item.Found ?? Now;

    private void Expect(PlantedEvent item, string index)
    {
        var isPrompt = Found(item) - item.Arrival(goesByStamp: true) <= Promptly;
        switch (item.Process)
        {
            case WorldRules.PairFirst or WorldRules.PairSecond:
                ExpectPair(item, index);
                break;
            case WorldRules.Attack:
                ExpectOf(TestCluster.RuleId);
                break;
            case { } process when WorldRules.OfProcess.TryGetValue(process, out var ruleId):
                ExpectOf(ruleId);
                break;
            default:
                break;
        }

        void ExpectOf(string ruleId) =>
            Add(
                new(
                    ruleId,
                    AlertId.ForEvent(index, item.Id!, "default", ruleId),
                    [(index, WorldRules.PatternOf(item.Stream), item.Arrival(WorldRules.HasOverride(ruleId)))]
                )
                {
                    IsPrompt = isPrompt,
                }
            );
    }

    private void Add(ExpectedAlert expected)
    {
        expected.Excuse = Excuse(expected);
        _expected.Add(expected);
    }

    private void ExpectPair(PlantedEvent item, string index)
    {
        if (!_pairs.TryGetValue(item.User, out var pair))
        {
            _pairs.Add(item.User, pair = []);
        }

        pair.Add((item, index));
        if (pair.Count != 2)
        {
            return;
        }

        var (first, second) = pair[0].Event.Process == WorldRules.PairFirst ? (pair[0], pair[1]) : (pair[1], pair[0]);
        Add(
            new(
                WorldRules.Pair,
                AlertId.ForShell([(first.Index, first.Event.Id!), (second.Index, second.Event.Id!)], WorldRules.Pair),
                [.. new[] { first, second }.Select(p => (p.Index, WorldRules.PatternOf(p.Event.Stream), p.Event.Stamp))]
            )
            {
                IsPrompt = pair.TrueForAll(p =>
                    Found(p.Event) - (p.Event.Happened ?? p.Event.Stamp) <= PromptlyForSequences
                ),
            }
        );
    }
}
