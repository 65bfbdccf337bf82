using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>The cluster sends what rules can use, and nothing is lost by it.</summary>
public sealed class ReadingLessTests
{
    private const string Stream = "logs-endpoint.events.mapped-default";

    [Theory]
    [InlineData("auto", 2)]
    [InlineData("off", 42)]
    [InlineData("verify", 42)]
    public async Task What_no_rule_can_match_is_read_only_where_that_is_wanted(string mode, int events)
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync(
            [
                .. Enumerable.Range(0, 40).Select(i => TestCluster.Harmless(TestCluster.Now.AddSeconds(-i))),
                .. Enumerable.Range(0, 2).Select(i => TestCluster.Attack(TestCluster.Now.AddSeconds(-i))),
            ],
            Stream
        );
        using var product = cluster.CreateProduct(overrides: ("Sweep:PreFilter", mode));

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, events, 2), (report.Status, report.Events, report.Created));
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task An_event_whose_value_is_too_long_to_be_indexed_is_judged()
    {
        await using var cluster = await StartAsync();
        var attack = TestCluster.Attack(TestCluster.Now);
        attack["process"]!["parent"]!["name"] = new JsonArray(new string('x', 2000), "UMWorkerProcess.exe");
        attack["event"]!["type"] = new JsonArray("start", new string('x', 2000));
        var hidden = TestCluster.Attack(TestCluster.Now);
        hidden["rule_of_test"] = new string('x', 2000);
        await cluster.IndexAsync([attack, hidden], Stream);
        using var product = cluster.CreateProduct(
            overrides: TestCluster.Rule(
                "long",
                $"any where rule_of_test == \"{new string('x', 2000)}\"",
                "logs-endpoint.events.*"
            )
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((2, 3), (report.Events, report.Created));
    }

    [Fact]
    public async Task What_is_not_mapped_in_one_index_is_read_there_and_left_out_elsewhere()
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync([TestCluster.Harmless(TestCluster.Now), TestCluster.Attack(TestCluster.Now)], Stream);
        // Its mapping has no fields but the times.
        await cluster.IndexAsync([TestCluster.Harmless(TestCluster.Now), TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((3, 2), (report.Events, report.Created));
    }

    [Fact]
    public async Task Fields_that_events_do_not_hold_are_asked_for()
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)], Stream);
        using var product = cluster.CreateProduct(
            overrides: TestCluster.Rule(
                "unstored",
                "any where data_stream.dataset == \"endpoint.events.mapped\" and binary : \"CMD.exe\" and process.name.caseless == \"cmd.exe\"",
                "logs-endpoint.events.*"
            )
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 2), (report.Status, report.Created));
    }

    [Fact]
    public async Task Only_the_fields_of_the_rules_are_sent_and_alerts_are_whole_all_the_same()
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], Stream);
        using var product = cluster.CreateProduct();

        await TestCluster.RunAsync(product);

        var search = cluster.Proxy.Requests.First(r =>
            r.Path.StartsWith("/_search", StringComparison.Ordinal)
            && r.Body!.Contains("\"sort\"", StringComparison.Ordinal)
        );
        var includes = JsonNode.Parse(search.Body!)!["_source"]!["includes"]!
            .AsArray()
            .Select(f => f!.GetValue<string>());
        Assert.Equal(
            [
                "@timestamp",
                "event.category",
                "event.ingested",
                "event.type",
                "process.executable",
                "process.parent.name",
            ],
            includes.Order(StringComparer.Ordinal)
        );
        var alert = Assert.Single(await cluster.AlertsAsync());
        Assert.Equal("EXCH01", alert["_source"]!["host"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_cluster_that_refuses_the_filter_is_read_without_it()
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)], Stream);
        cluster.Proxy.Answer = async (request, context) =>
        {
            var filters = request.Body?.Contains("_ignored", StringComparison.Ordinal) == true;
            if (filters)
            {
                await ClusterProxy.Refuse(
                    context,
                    500,
                    """{"error":{"type":"exception","reason":"[wildcard] queries cannot be executed when 'search.allow_expensive_queries' is set to false."}}"""
                );
            }

            return filters;
        };
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 2, 1), (report.Status, report.Events, report.Created));
    }

    [Fact]
    public async Task A_match_that_the_filter_would_leave_out_is_named_where_that_is_verified()
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)], Stream);
        var ids = (await cluster.SearchAsync(Stream, """{"match_all":{}}"""))
            .OrderBy(h => h["_source"]!["process"]!["name"]!.GetValue<string>(), StringComparer.Ordinal)
            .Select(h => (h["_index"]!.GetValue<string>(), h["_id"]!.GetValue<string>()))
            .ToList();
        using var verifying = cluster.CreateProduct(overrides: ("Sweep:PreFilter", "verify"));
        using var filtering = cluster.CreateProduct();
        var query = new SourceQuery(
            ["logs-endpoint.events.*"],
            [new ArrivalField("@timestamp", FallsBack: false)],
            default
        )
        {
            Fields = ["event.category", "process.name"],
            Filters =
            [
                new(
                    Eql.EqlQuery.Parse("process where process.name == \"cmd.exe\"").Filter,
                    [.. ids.Select(e => e.Item1).Distinct()]
                ),
            ],
        };

        var hidden = await TestCluster
            .Service<IEventSource>(verifying)
            .HiddenAsync(query, ids, TestContext.Current.CancellationToken);
        var unasked = await TestCluster
            .Service<IEventSource>(filtering)
            .HiddenAsync(query, ids, TestContext.Current.CancellationToken);

        Assert.Equal([ids[1]], hidden);
        Assert.Empty(unasked);
    }

    /// <summary>A stream whose mapping is that of an Elastic integration in small.</summary>
    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/mapped",
            """
            {
              "index_patterns": ["logs-endpoint.events.mapped-*"], "data_stream": {}, "priority": 200,
              "template": { "mappings": { "dynamic": false, "properties": {
                "@timestamp": { "type": "date" },
                "event": { "properties": {
                  "ingested": { "type": "date" }, "category": { "type": "keyword", "ignore_above": 1024 },
                  "type": { "type": "keyword", "ignore_above": 1024 }
                } },
                "data_stream": { "properties": { "dataset": { "type": "constant_keyword", "value": "endpoint.events.mapped" } } },
                "process": { "properties": {
                  "name": { "type": "keyword", "ignore_above": 1024, "fields": { "caseless": { "type": "keyword", "normalizer": "lowercase" } } },
                  "executable": { "type": "keyword", "ignore_above": 1024 },
                  "parent": { "properties": { "name": { "type": "keyword", "ignore_above": 1024 } } }
                } },
                "binary": { "type": "alias", "path": "process.name" },
                "rule_of_test": { "type": "keyword", "ignore_above": 1024 }
              } } }
            }
            """
        );
        await cluster.SendAsync(HttpMethod.Put, $"_data_stream/{Stream}");
        return cluster;
    }
}
