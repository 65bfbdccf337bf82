using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

/// <summary>Two copies of the product watch the same cluster, one reading all of its look-back each time, one the tail.</summary>
public sealed class ReadingOnlyTheTailTests
{
    private const string Pair =
        "sequence by user.name with maxspan=3m [process where process.name == \"a.exe\"] [process where process.name == \"b.exe\"]";

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Margin and grace.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(90);

    /// <summary>By how much a run of every five minutes looks back further than to the one before it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(4);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Gives_the_same_alerts_through_restarts_and_failures_unless_events_are_later_than_promised(
        int seed
    )
    {
        await using var cluster = await TestCluster.StartAsync();
        var random = new Random(seed);
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var window = new Copy(cluster, "window");
        using var tail = new Copy(cluster, "tail");
        var later = new HashSet<string>();
        var number = 0;
        await window.RunAsync();
        await tail.RunAsync();

        for (var run = 0; run < 20; run++)
        {
            var last = now;
            // A step of twelve minutes leaves a hole behind the look-back.
            now = last.AddMinutes(random.Next(8) == 0 ? 12 : 5).AddSeconds(random.Next(20));
            var span = now - last;
            await cluster.IndexAsync(
                Enumerable
                    .Range(0, random.Next(1, 7))
                    .SelectMany(_ => Arrive(random, last + random.NextDouble() * span, $"user-{number++}", later))
            );
            if (random.Next(6) == 0)
            {
                cluster.Proxy.RefuseAll();
            }

            await window.RunAsync();
            await tail.RunAsync();
            cluster.Proxy.LetThrough();
            if (random.Next(5) == 0)
            {
                tail.Restart();
            }
        }

        // What is still undecided or in a hole has time to be found.
        for (var run = 0; run < 3; run++)
        {
            now = now.AddMinutes(5);
            await window.RunAsync();
            await tail.RunAsync();
        }

        var (all, some) = (await window.AlertsAsync(), await tail.AlertsAsync());
        Assert.True(all.Count > 20, $"only {all.Count} alerts");
        Assert.Contains(all, a => a.Value == "pair");
        Assert.Empty(some.Keys.Except(all.Keys));
        Assert.All(all.Keys.Except(some.Keys), missing => Assert.Contains(missing.Split('|')[0], later));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (window.Last!.Uncovered, tail.Last!.Uncovered));
    }

    [Fact]
    public async Task A_run_reads_again_a_margin_and_a_grace_and_no_more()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var window = new Copy(cluster, "window");
        using var tail = new Copy(cluster, "tail");
        await window.RunAsync();
        await tail.RunAsync();

        now = Noon.AddMinutes(5);
        await cluster.IndexAsync(
            Enumerable.Range(0, 24).Select(i => TestCluster.Attack(now.AddSeconds(-5).AddSeconds(-30 * i)))
        );
        await window.RunAsync();
        await tail.RunAsync();

        // Every half minute an event: those of nine minutes, and those of five minutes and 90 seconds.
        Assert.Equal((18, 13), (window.Last!.Events, tail.Last!.Events));
        Assert.Equal((18, 13), (window.Last.Created, tail.Last.Created));
    }

    [Fact]
    public async Task An_event_that_is_later_than_promised_is_found_while_it_is_in_a_look_back_that_is_read_whole()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var tail = new Copy(cluster, "tail");
        await tail.RunAsync();
        for (now = Noon.AddMinutes(5); now < Noon.AddMinutes(60); now = now.AddMinutes(5))
        {
            await tail.RunAsync();
        }

        await cluster.IndexAsync([TestCluster.Attack(now.AddMinutes(-9)), TestCluster.Attack(now.AddMinutes(-7))]);
        await tail.RunAsync();

        Assert.Equal(2, (await tail.AlertsAsync()).Count);
    }

    /// <summary>One or two events that can be found then, and were stamped before.</summary>
    private static IEnumerable<JsonObject> Arrive(
        Random random,
        DateTimeOffset found,
        string user,
        HashSet<string> later
    )
    {
        switch (random.Next(4))
        {
            case 0:
                later.Add(user);
                yield return Of(user, "cmd.exe", found - Promised - random.NextDouble() * (Overlap - Promised));
                break;
            case 1:
                var unstamped = Of(user, "cmd.exe", found - random.NextDouble() * Overlap);
                unstamped["event"]!.AsObject().Remove("ingested");
                yield return unstamped;
                break;
            case 2:
                // Neither is later than a sequence waits.
                var second = found - TimeSpan.FromSeconds(random.Next(50));
                yield return Of(user, "a.exe", second - TimeSpan.FromSeconds(random.Next(1, 9)));
                yield return Of(user, "b.exe", second);
                break;
            default:
                yield return Of(user, "cmd.exe", found - random.NextDouble() * Promised);
                break;
        }
    }

    private static JsonObject Of(string user, string name, DateTimeOffset stamp)
    {
        var item = TestCluster.Attack(stamp);
        item["process"]!["name"] = name;
        item["user"]!["name"] = user;
        if (name != "cmd.exe")
        {
            item["process"]!["parent"]!["name"] = "explorer.exe";
        }

        return item;
    }

    /// <summary>A copy of the product with an index of its own.</summary>
    private sealed class Copy(TestCluster cluster, string reread) : IDisposable
    {
        private IHost _product = Create(cluster, reread);

        public RunReport? Last { get; private set; }

        public void Dispose() => _product.Dispose();

        public void Restart()
        {
            _product.Dispose();
            _product = Create(cluster, reread);
        }

        public async Task RunAsync() => Last = await TestCluster.RunAsync(_product);

        /// <summary>By user and id, with the rule's id.</summary>
        public async Task<IReadOnlyDictionary<string, string>> AlertsAsync()
        {
            var hits = await cluster.SearchAsync(
                $"detections-alerts-{reread}",
                "{\"bool\":{\"must_not\":{\"exists\":{\"field\":\"kibana.alert.building_block_type\"}}}}"
            );
            return hits.Select(h => (Id: h["_id"]!.GetValue<string>(), Source: h["_source"]!.AsObject()))
                .ToDictionary(
                    h => $"{User(h.Source)}|{h.Id}",
                    h => h.Source["kibana.alert.rule.rule_id"]!.GetValue<string>(),
                    StringComparer.Ordinal
                );
        }

        private static string User(JsonObject source) =>
            source["user"]?["name"]?.GetValue<string>() ?? source["user.name"]?.GetValue<string>() ?? "";

        private static IHost Create(TestCluster cluster, string reread) =>
            cluster.CreateProduct(
                new FakeTimeProvider(Noon),
                [
                    ("Sweep:Reread", reread),
                    ("Alerts:Namespace", reread),
                    .. TestCluster.Rule("pair", Pair, TestCluster.Stream),
                    ("Rules:Items:pair:timestamp_override", "event.ingested"),
                ]
            );
    }
}
