using Detections.Runs;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

public sealed class HolesAreClosedTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Refusal =
        """{"error":{"root_cause":[{"type":"search_context_missing_exception"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":404}""";

    /// <summary>
    /// Every read of a part of the hole breaks when four fifths of its pages have come, unless it is short; and every run is cut off when
    /// it has done so many reads.
    /// </summary>
    [Fact]
    public async Task Of_three_days_though_every_attempt_fails_when_most_of_it_is_done_and_attacks_of_today_are_alerted_at_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(
            new FakeTimeProvider(Noon),
            ("Sweep:CatchUp", "96h"),
            ("Sweep:PageSize", "4"),
            ("Sweep:LateSweep", "0s")
        );
        await TestCluster.RunAsync(product);
        // A busy quarter of an hour has twelve events, else there is one each hour.
        var missed = Enumerable.Range(1, 71).Select(h => TestCluster.Attack(Noon.AddHours(h))).ToList();
        missed.AddRange(Enumerable.Range(0, 12).Select(i => TestCluster.Attack(Noon.AddHours(30).AddMinutes(i + 1))));
        await cluster.IndexAsync(missed);
        now = Noon.AddDays(3);
        var breaker = new Breaker(pagesOfOneRead: 2, readsOfOneRun: 40);
        cluster.Proxy.Intercept = breaker.InterceptAsync;

        var (runs, today) = (0, 0);
        RunReport report;
        do
        {
            breaker.BeginRun();
            await cluster.IndexAsync([TestCluster.Attack(now.AddMinutes(-1))]);
            await cluster.SendAsync(HttpMethod.Post, "detections-*/_refresh");
            report = await TestCluster.RunAsync(product);
            today += report.Rules.Sum(r => r.Created) > 0 ? 1 : 0;
            Assert.Equal(++runs, await TodayAsync(cluster));
            now = now.AddMinutes(5);
        } while (report.Uncovered > TimeSpan.Zero && runs < 60);

        Assert.Equal(TimeSpan.Zero, report.Uncovered);
        Assert.Equal(runs, today);
        Assert.True(breaker.Broken > 0 && breaker.CutOff > 0);
        Assert.Equal(missed.Count + runs, (await cluster.AlertsAsync()).Count);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{runs} runs, {breaker.Broken} reads broken, {breaker.CutOff} requests cut off"
        );
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_tried_in_every_run_and_keeps_nobody_from_what_can()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon), ("Sweep:LateSweep", "0s"));
        await TestCluster.RunAsync(product);
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(10))]);
        now = Noon.AddHours(2);
        // The newest slice ends where the window begins.
        var isBad = true;
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isRefused =
                isBad
                && request.Path.StartsWith("/_search", StringComparison.Ordinal)
                && request.Body!.Contains("2026-06-01T13:5", StringComparison.Ordinal)
                && !request.Body.Contains("2026-06-01T14:", StringComparison.Ordinal);
            if (isRefused)
            {
                await ClusterProxy.Refuse(context, 500, Refusal);
            }

            return isRefused;
        };

        var first = await TestCluster.RunAsync(product);
        now = now.AddMinutes(5);
        var second = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 1), (first.Status, first.Created));
        Assert.Equal(RunStatus.Succeeded, second.Status);
        Assert.Empty(second.CaughtUp);
        Assert.True(second.Uncovered > TimeSpan.Zero);

        isBad = false;
        now = now.AddMinutes(5);
        var last = await TestCluster.RunAsync(product);

        // In halves
        Assert.Equal(2, last.CaughtUp.Count);
        Assert.Equal(TimeSpan.Zero, last.Uncovered);
    }

    private static async Task<int> TodayAsync(TestCluster cluster) =>
        (await cluster.AlertsAsync()).Count(a =>
            a["_source"]!["kibana.alert.original_time"]!.GetValue<DateTimeOffset>() > Noon.AddDays(3).AddMinutes(-5)
        );

    private sealed class Breaker(int pagesOfOneRead, int readsOfOneRun)
    {
        private readonly Lock _lock = new();
        private int _pages;
        private int _reads;

        public int Broken { get; private set; }

        public int CutOff { get; private set; }

        public void BeginRun() => _reads = 0;

        public async Task<bool> InterceptAsync(ProxiedRequest proxied)
        {
            var path = proxied.Request.Path;
            var answer = Judge(
                path.Contains("/_pit?", StringComparison.Ordinal),
                path.StartsWith("/_search", StringComparison.Ordinal)
                    && proxied.Request.Body!.Contains("_shard_doc", StringComparison.Ordinal)
            );
            if (answer is not null)
            {
                await proxied.ReplyAsync(answer);
            }

            return answer is not null;
        }

        private NodeAnswer? Judge(bool isOpening, bool isPage)
        {
            lock (_lock)
            {
                if (isOpening)
                {
                    _pages = 0;
                    _reads++;
                }

                if ((isOpening || isPage) && _reads > readsOfOneRun)
                {
                    CutOff++;
                    return new(503, "text/html", "<html>no server is available</html>"u8.ToArray());
                }

                if (!isPage || ++_pages <= pagesOfOneRead)
                {
                    return null;
                }

                Broken++;
                return NodeAnswer.Json(404, Refusal);
            }
        }
    }
}
