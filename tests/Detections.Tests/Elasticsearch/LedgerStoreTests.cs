using Detections.Elasticsearch;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Elasticsearch;

public sealed class LedgerStoreTests
{
    private const string Pattern = "logs-*";
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_save_whose_answer_was_lost_is_recognised_and_not_made_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);
        cluster.Proxy.Requests.Clear();
        var lost = 0;
        cluster.Proxy.LosesAnswer = r => IsSave(r) && Interlocked.Increment(ref lost) == 1;

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Succeeded, report.Status);
        Assert.Equal(
            ["PUT", "PUT", "GET"],
            cluster
                .Proxy.Requests.Where(r => r.Path.Contains("/_doc/ledger-", StringComparison.Ordinal))
                .Select(r => r.Method)
        );
    }

    [Fact]
    public async Task A_quiet_run_saves_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);
        cluster.Proxy.Requests.Clear();

        await TestCluster.RunAsync(product);

        Assert.Single(cluster.Proxy.Requests, IsSave);
    }

    [Fact]
    public void What_a_thousand_rules_have_searched_together_is_written_once_and_read_back_for_each()
    {
        var ledger = new Ledger();
        foreach (var rule in Enumerable.Range(0, 1000))
        {
            foreach (var pattern in (string[])[Pattern, "winlogbeat-*", "logs-windows.*"])
            {
                var searched = ledger.Watch($"{Guid.NewGuid()}", pattern, Noon).Searched;
                searched.Add(new(Noon, Noon.AddMinutes(30)));
                searched.Add(new(Noon.AddMinutes(40), Noon.AddMinutes(50 + (rule % 2))));
            }
        }

        ledger.HasSweptLate("5m", Pattern, Noon.AddMinutes(3));
        ledger.HasSweptLate("another", Pattern, Noon.AddMinutes(4));
        var document = LedgerDocument.Write(ledger, "here", "5m", "run/1", Noon);
        using var json = System.Text.Json.JsonDocument.Parse(document);
        var read = LedgerDocument.Read(json.RootElement);

        Assert.InRange(document.Length, 0, 3000 * 45);
        Assert.Equal([("5m", Pattern)], read.LateSwept.Keys);
        Assert.Equal(Noon.AddMinutes(3), read.LateSwept[("5m", Pattern)]);
        Assert.Equal(Texts(ledger), Texts(read));
    }

    [Fact]
    public async Task Time_that_is_older_than_the_catch_up_leaves_the_ledger()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Noon),
            ("Sweep:CatchUp", "1h")
        );
        // Each pair leaves a hole that can never be filled.
        for (var run = 0; run < 40; run++)
        {
            await TestCluster.RunAsync(product);
            now = now.AddMinutes(run % 2 == 0 ? 5 : 70);
        }

        var ledger = Assert.Single(
            await cluster.SearchAsync("detections-state-default", """{"term":{"kind":"ledger"}}""")
        );
        Assert.All(
            ledger["_source"]!["coverage"]!.AsArray(),
            c => Assert.InRange(c!["searched"]!.AsArray().Count, 1, 3)
        );
    }

    private static IEnumerable<string> Texts(Ledger ledger) =>
        ledger
            .Entries.Select(e =>
                $"{e.Key} {e.Coverage.WatchedSince:O} {e.Coverage.ClosedBefore:O} {string.Join(' ', e.Coverage.Searched.Ranges)}"
            )
            .Order(StringComparer.Ordinal);

    private static bool IsSave(RecordedRequest request) =>
        request.Method == "PUT" && request.Path.Contains("/_doc/ledger-", StringComparison.Ordinal);
}
