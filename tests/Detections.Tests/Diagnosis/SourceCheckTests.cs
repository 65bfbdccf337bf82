using System.Text.Json.Nodes;
using Detections.Diagnosis;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Diagnosis;

/// <summary>What is said of the events: whether they are there, whether they arrive in time, and by whose clock.</summary>
public sealed class SourceCheckTests
{
    [Fact]
    public async Task A_source_with_events_is_green_with_their_number()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)]);

        var results = await Examination.OfAsync(cluster);

        var told = Assert.Single(results.Of("source", "logs-endpoint.events.*"));
        Assert.StartsWith("green: 1 index (.ds-logs-endpoint.events.process-default-", told);
        Assert.EndsWith("), 2 events in the last 9 min", told);
        Assert.Equal(
            [
                "green: from event to event.ingested: half within 0 s, 99 of 100 within 0 s, the slowest 0 s (of 2 events)",
            ],
            results.Of("ingest", "logs-endpoint.events.*")
        );
    }

    [Fact]
    public async Task A_source_in_which_nothing_arrives_is_amber_with_the_newest_event()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Harmless(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))]);

        var results = await Examination.OfAsync(cluster);

        Assert.EndsWith(
            ", no event in the last 9 min, the newest is of 2026-01-02 03:04:05Z -> Check that its shippers run and reach the cluster",
            Assert.Single(results.Of("source", "logs-endpoint.events.*"))
        );
        Assert.Contains(
            ", no event in the last 9 min, and none ever -> ",
            Assert.Single(results.Of("source", "winlogbeat-*"))
        );
        Assert.Equal(["skipped: no event to look at"], results.Of("ingest", "winlogbeat-*"));
    }

    [Fact]
    public async Task Events_of_the_future_are_amber_and_neither_make_a_silent_source_green_nor_spoil_the_sample()
    {
        await using var cluster = await TestCluster.StartAsync();
        var future = new DateTimeOffset(2099, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var unstamped = TestCluster.Harmless(future);
        unstamped["event"]!.AsObject().Remove("ingested");
        await cluster.IndexAsync([
            unstamped,
            TestCluster.Harmless(future.AddDays(-1)),
            TestCluster.Harmless(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        ]);

        var results = await Examination.OfAsync(cluster);

        var told = results.Of("source", "logs-endpoint.events.*");
        Assert.Equal(2, told.Length);
        Assert.Contains(", no event in the last 9 min, the newest is of 2026-01-02 03:04:05Z -> ", told[0]);
        Assert.Equal(
            "amber: 2 events are dated into the future, the farthest to 2099-01-02 03:04:05Z: those without event.ingested are not seen before that time has come -> Set the clocks of the hosts that they come from, and the time zones of their shippers",
            told[1]
        );
        Assert.Equal(
            [
                "green: from event to event.ingested: half within 0 s, 99 of 100 within 0 s, the slowest 0 s (of 1 event)",
            ],
            results.Of("ingest", "logs-endpoint.events.*")
        );
    }

    [Fact]
    public async Task Where_events_are_recent_no_search_goes_further_back_nor_counts_what_is_not_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        foreach (var stream in (string[])[TestCluster.Stream, "winlogbeat-8.19.0", "logs-windows.forwarded-default"])
        {
            await cluster.IndexAsync([TestCluster.Harmless(TestCluster.Now)], stream);
        }

        await Examination.OfAsync(cluster);

        var samples = cluster
            .Proxy.Requests.Where(r => r.Body?.StartsWith("{\"size\":1000,\"track", StringComparison.Ordinal) == true)
            .Select(r => JsonNode.Parse(r.Body!)!)
            .ToList();
        Assert.Equal(3, samples.Count);
        Assert.All(
            samples,
            s =>
            {
                Assert.False((bool)s["track_total_hits"]!);
                Assert.NotNull(s["query"]!["bool"]!["should"]![0]!["range"]!["@timestamp"]!["gte"]);
            }
        );
    }

    [Fact]
    public async Task A_pattern_that_nothing_matches_is_amber()
    {
        await using var cluster = await TestCluster.StartAsync();

        var results = await Examination.OfAsync(
            cluster,
            TestCluster.Rule("of the tests", "any where true", "nothing-*")
        );

        Assert.Equal(
            [
                "amber: no index matches it -> Check that its shipper runs and how the pattern is written; take it out of rule \"of the tests\" if it is not in use",
            ],
            results.Of("source", "nothing-*")
        );
        Assert.Equal(["skipped: no index to look at"], results.Of("fields", "nothing-*"));
    }

    [Theory]
    [InlineData(
        403,
        "logs-a",
        "red: may not be read -> Add to the role or the API key: {\"indices\":[{\"names\":[\"logs-a\"],\"privileges\":[\"read\",\"view_index_metadata\"]}]}"
    )]
    [InlineData(
        404,
        "eu:logs-a",
        "red: its remote cluster does not answer, or has no such index -> Ask GET /_remote/info whether the remote is connected, and check how its name and the pattern are written in the rules"
    )]
    public async Task A_source_that_cannot_be_looked_into_is_red(int status, string pattern, string told)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith("/_resolve/index/", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, status, """{"error":{"type":"security_exception","reason":"no"}}""");
            return true;
        };

        var results = await Examination.OfAsync(cluster, TestCluster.Rule("of the tests", "any where true", pattern));

        Assert.Equal([told], results.Of("source", pattern));
    }

    [Fact]
    public async Task Events_that_do_not_say_when_they_arrived_are_amber_by_stream()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([Unstamped(), TestCluster.Harmless(TestCluster.Now)], "winlogbeat-8.19.0");

        var results = await Examination.OfAsync(cluster);

        Assert.Equal(
            [
                "amber: 1 of its newest 2 events have no event.ingested, so they are read by @timestamp, and what arrives later than 4 min is not seen -> Let an ingest pipeline set it: `detections setup` installs one and says how to use it with Winlogbeat",
            ],
            results.Of("ingest", "winlogbeat-8.19.0")
        );
    }

    [Fact]
    public async Task Events_that_arrive_late_are_amber_and_lost_only_to_rules_that_go_by_their_own_time()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Attack(now.AddMinutes(-10), ingested: now)]);

        var byArrival = await Examination.OfAsync(cluster);
        var byTime = await Examination.OfAsync(
            cluster,
            TestCluster.Rule("of the tests", "any where true", "logs-endpoint.events.*")
        );

        Assert.Contains(
            "; nothing is lost, since the rules go by event.ingested, but alerts come as late as the events -> Look at the shippers, their queues and the ingest nodes",
            Assert.Single(byArrival.Of("ingest", "logs-endpoint.events.*"))
        );
        Assert.Contains(
            "the slowest 10 min (of 1 event); rule \"of the tests\" will not see what takes longer than 4 min -> Set timestamp_override",
            Assert.Single(byTime.Of("ingest", "logs-endpoint.events.*"))
        );
    }

    [Theory]
    [InlineData(0, "green: 2026-06-01 12:00:00Z by the cluster, as here")]
    [InlineData(90, "amber: the cluster's is 90 s ahead of this machine's -> ")]
    [InlineData(-600, "amber: the cluster's is 10 min behind this machine's -> ")]
    public async Task A_clock_that_differs_is_amber(int seconds, string told)
    {
        var noon = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Date = () => noon.AddSeconds(seconds);

        var results = await Examination.OfAsync([cluster.Proxy.Url], new FakeTimeProvider(noon));

        Assert.StartsWith(told, Assert.Single(results.Of("clock")));
    }

    [Fact]
    public async Task An_answer_that_no_check_expects_is_one_red_line_and_the_others_go_on()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.Contains("_field_caps", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, 200, """{"surprise":1}""");
            return true;
        };

        var results = await Examination.OfAsync(cluster);

        Assert.StartsWith("red: unexpected KeyNotFoundException: ", Assert.Single(results.Of("fields")));
        Assert.All(results.Where(r => r.Id == "index"), r => Assert.Equal(CheckStatus.Green, r.Status));
    }

    private static JsonObject Unstamped()
    {
        var item = TestCluster.Harmless(TestCluster.Now);
        item["event"]!.AsObject().Remove("ingested");
        return item;
    }
}
