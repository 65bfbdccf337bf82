using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Diagnosis;

/// <summary>What is said of the indices that this program writes, and of how far its runs got.</summary>
public sealed class OwnIndexCheckTests
{
    private const string State = "detections-state-default";
    private const string Alerts = "detections-alerts-default-*";
    private static readonly string[] Unborn = ["green: not there yet; the first that needs it creates it"];

    [Fact]
    public async Task Nothing_is_there_before_the_first_run_and_a_look_creates_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();

        var results = await Examination.OfAsync(cluster);

        Assert.Equal([.. Unborn, .. Unborn, .. Unborn], results.Of("index"));
        Assert.Equal(["green: no run has been yet"], results.Of("coverage"));
        Assert.DoesNotContain(cluster.Proxy.Requests, r => r.Method is "PUT" or "DELETE");
    }

    [Fact]
    public async Task After_a_run_all_is_green_and_the_probe_is_gone()
    {
        await using var cluster = await RunAsync();

        var results = await Examination.OfAsync(cluster);

        Assert.Equal(["green: there, open for writing"], results.Of("index", State));
        Assert.StartsWith("green: detections-alerts-default-", Assert.Single(results.Of("index", Alerts)));
        Assert.StartsWith("green: 1 rule has searched without a hole up to ", Assert.Single(results.Of("coverage")));
        Assert.Contains(
            cluster.Proxy.Requests,
            r => r.Method == "DELETE" && r.Path.StartsWith($"/{State}/_doc/doctor-", StringComparison.Ordinal)
        );
        Assert.Empty(await cluster.SearchAsync(State, """{"term":{"kind":"probe"}}"""));
    }

    [Theory]
    [InlineData("write", "Send PUT /detections-state-default/_settings {\"index.blocks.write\":null}")]
    [InlineData("read_only", "Send PUT /detections-state-default/_settings {\"index.blocks.read_only\":null}")]
    [InlineData(
        "read_only_allow_delete",
        "Free space on the disks, which are fuller than the flood-stage watermark; Elasticsearch then lifts the block by itself"
    )]
    public async Task An_index_that_is_blocked_is_red(string block, string remedy)
    {
        await using var cluster = await RunAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isAsked = request.Method == "GET" && request.Path.StartsWith($"/{State}?", StringComparison.Ordinal);
            if (isAsked)
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    $$$$"""
                    {"{{{{State}}}}": {
                      "mappings": {"_meta": {"schema": {{{{StateIndex.Schema}}}} } },
                      "settings": {"index": {"blocks": {"{{{{block}}}}": "true"} } }
                    } }
                    """
                );
            }

            return isAsked;
        };

        Assert.Equal(
            [$"red: cannot be written to: index.blocks.{block} is set -> {remedy}"],
            (await Examination.OfAsync(cluster)).Of("index", State)
        );
    }

    [Theory]
    [InlineData(Alerts, "detections-alerts-default-2026.01", AlertMappings.Schema)]
    [InlineData(State, State, StateIndex.Schema)]
    public async Task A_closed_index_is_red(string pattern, string index, int schema)
    {
        await using var cluster = await RunAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith($"/{pattern}?expand_wildcards=open,closed&", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                200,
                $$$$"""
                {"{{{{index}}}}": {
                  "aliases": {"detections-alerts-default": {} },
                  "mappings": {"_meta": {"schema": {{{{schema}}}} } },
                  "settings": {"index": {"verified_before_close": "true"} }
                } }
                """
            );
            return true;
        };

        Assert.Equal(
            [$"red: is closed, so that nothing can be written to it or found in it -> Send POST /{index}/_open"],
            (await Examination.OfAsync(cluster)).Of("index", index)
        );
    }

    [Theory]
    [InlineData(200, """{"status":"red"}""", true)]
    [InlineData(200, """{"status":"yellow"}""", false)]
    [InlineData(410, """{"error":{"type":"api_not_available_exception","reason":"not on serverless"}}""", false)]
    public async Task An_index_without_a_primary_shard_is_red(int status, string body, bool isRed)
    {
        await using var cluster = await RunAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith("/_cluster/health/detections-alerts-default-", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, status, body);
            return true;
        };

        var told = Assert.Single((await Examination.OfAsync(cluster)).Of("index", Alerts));

        Assert.Equal(
            isRed
                ? "red: is in part without a primary shard (its health is red), so that nothing can be written there or be read in full -> Ask GET /_cat/shards/detections-alerts-default-*?v which shard it is, and GET /_cluster/allocation/explain why"
                : "green",
            isRed ? told : told.Split(':')[0]
        );
    }

    [Fact]
    public async Task A_probe_that_is_refused_is_red_in_the_words_of_the_cluster()
    {
        await using var cluster = await RunAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isProbe = request.Path.Contains("/_doc/doctor-", StringComparison.Ordinal);
            if (isProbe)
            {
                await ClusterProxy.Refuse(
                    context,
                    403,
                    """{"error":{"type":"cluster_block_exception","reason":"index [detections-state-default] blocked by: [FORBIDDEN/8/index write (api)];"},"status":403}"""
                );
            }

            return isProbe;
        };

        Assert.EndsWith(
            "answered 403 cluster_block_exception: index [detections-state-default] blocked by: [FORBIDDEN/8/index write (api)]. Somebody set index.blocks.write: send PUT /detections-state-default/_settings {\"index.blocks.write\":null}",
            Assert.Single((await Examination.OfAsync(cluster)).Of("index", State))
        );
    }

    [Theory]
    [InlineData(
        "0",
        "amber: its mapping is of form 0, and the present one is 2: newer fields cannot be searched in it -> Run `detections setup`, which upgrades it"
    )]
    [InlineData(
        "99",
        "amber: its mapping is of form 99, which a newer version of this program made; this one knows 2 -> Run the same version everywhere"
    )]
    public async Task A_mapping_of_another_version_is_amber(string schema, string told)
    {
        await using var cluster = await RunAsync();
        await cluster.SendAsync(HttpMethod.Put, $"{State}/_mapping", $$$"""{"_meta":{"schema":{{{schema}}}}}""");

        Assert.Equal([told], (await Examination.OfAsync(cluster)).Of("index", State));
    }

    [Fact]
    public async Task An_index_of_somebody_else_is_red()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Put, "detections-runs-default", "{}");

        Assert.Equal(
            [
                "red: was not made by this program, or by one before it had set-up -> Run `detections setup`, which says whether it can be brought to its present form; else rename or delete it",
            ],
            (await Examination.OfAsync(cluster)).Of("index", "detections-runs-default")
        );
    }

    [Fact]
    public async Task Alerts_outside_of_their_alias_are_red()
    {
        await using var cluster = await RunAsync();
        await cluster.SendAsync(HttpMethod.Delete, $"{Alerts}/_alias/detections-alerts-default");

        Assert.Contains(
            "red: is not behind the alias detections-alerts-default, so its alerts are not found there -> Run `detections setup`",
            (await Examination.OfAsync(cluster)).Of("index")
        );
    }

    [Fact]
    public async Task Alerts_of_a_namespace_that_begins_alike_are_not_looked_at()
    {
        await using var cluster = await RunAsync();
        await cluster.SendAsync(HttpMethod.Put, "detections-alerts-default-eu-2026.11", "{}");

        var results = await Examination.OfAsync(cluster);

        Assert.DoesNotContain("default-eu", Assert.Single(results.Of("index", Alerts)));
        Assert.StartsWith("green: ", Assert.Single(results.Of("index", Alerts)));
        Assert.DoesNotContain(results, r => r.Subject.Contains("default-eu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_that_have_stopped_are_amber()
    {
        await using var cluster = await RunAsync();
        await cluster.SendAsync(HttpMethod.Post, $"{State}/_refresh");
        cluster.Proxy.Date = () => TimeProvider.System.GetUtcNow().AddMinutes(30);

        var told = (await Examination.OfAsync(cluster)).Of("coverage");

        Assert.Equal(3, told.Length);
        Assert.All(told, t => Assert.StartsWith("amber: searched up to ", t));
        Assert.All(
            told,
            t =>
                Assert.EndsWith(
                    " min ago -> Check that a copy of this program runs, and what its runs report in detections-runs-*",
                    t
                )
        );
    }

    [Fact]
    public async Task A_rule_that_no_run_has_searched_for_is_amber_and_is_not_counted_as_searched()
    {
        await using var cluster = await RunAsync();

        var inTheGroup = await Examination.OfAsync(
            cluster,
            TestCluster.Rule("new", "any where true", "logs-windows.*")
        );
        var inAnother = await Examination.OfAsync(
            cluster,
            [.. TestCluster.Rule("new", "any where true", "logs-windows.*"), ("Rules:Items:new:interval", "1m")]
        );

        const string told =
            "amber: no run has searched yet for rule \"new\", though runs have been -> Check that a copy of this program runs, and what its runs report in detections-runs-*";
        Assert.Equal([told], inTheGroup.Of("coverage"));
        Assert.Equal([told], inAnother.Of("coverage").Where(t => t.StartsWith("amber", StringComparison.Ordinal)));
        Assert.Single(
            inAnother.Of("coverage"),
            t => t.StartsWith("green: 1 rule has searched", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_hole_in_what_was_searched_is_amber()
    {
        await using var cluster = await RunAsync();
        var now = Seconds.Floor(TestCluster.Now);
        var ledger = new Ledger();
        foreach (var pattern in (string[])["logs-endpoint.events.*", "winlogbeat-*", "logs-windows.*"])
        {
            var searched = ledger.Watch(TestCluster.RuleId, pattern, now.AddHours(-2)).Searched;
            searched.Add(new(now.AddHours(-2), now.AddMinutes(-60)));
            searched.Add(new(now.AddMinutes(-30), now));
        }

        var document = LedgerDocument.Write(ledger, "another", "5m from now-9m", "run/1", now);
        await cluster.SendAsync(
            HttpMethod.Put,
            $"{State}/_doc/ledger-another",
            System.Text.Encoding.UTF8.GetString(document.Span)
        );
        await cluster.SendAsync(HttpMethod.Post, $"{State}/_refresh");

        var told = (await Examination.OfAsync(cluster)).Of("coverage");

        Assert.Equal(3, told.Length);
        Assert.All(told, t => Assert.StartsWith("amber: 30 min before ", t));
    }

    private static async Task<TestCluster> RunAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        Assert.Equal(RunStatus.Succeeded, (await TestCluster.RunAsync(product)).Status);
        await cluster.SendAsync(HttpMethod.Post, $"{State}/_refresh");
        return cluster;
    }
}
