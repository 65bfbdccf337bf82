using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Embedded;
using Detections.Installation;
using Detections.Runs;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Scenarios;

public sealed class SetupTests
{
    private const string Alias = "detections-alerts-default";
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    [Fact]
    public async Task The_second_time_nothing_is_changed()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var configuration = cluster.Configure(SetupRun.As(Superuser.UserName, Superuser.Password));
        var options = new SetupOptions(ApiKeyFile: SetupRun.NewFile());

        var first = await SetupRun.RunAsync(configuration, options);
        Assert.All(first, r => Assert.Equal(StepOutcome.Created, r.Outcome));
        cluster.Proxy.Requests.Clear();
        var second = await SetupRun.RunAsync(configuration, options);

        Assert.All(second, r => Assert.Equal((r.Subject, StepOutcome.Unchanged, ""), (r.Subject, r.Outcome, r.Detail)));
        Assert.Equal(first.Select(r => r.Subject), second.Select(r => r.Subject));
        Assert.All(
            cluster.Proxy.Requests,
            r => Assert.True(r.Method == "GET" || r.Path == "/_security/user/_has_privileges", $"{r.Method} {r.Path}")
        );
    }

    [Fact]
    public async Task What_setup_makes_is_what_a_running_copy_finds()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        await SetupRun.RunAsync(cluster.Configure());
        cluster.Proxy.Requests.Clear();
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Succeeded, report.Status);
        Assert.DoesNotContain(cluster.Proxy.Requests, r => r.Method == "PUT" && !r.Path.Contains("/_doc/"));
        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task Months_to_come_get_alias_mapping_and_lifecycle_and_the_undated_one_no_lifecycle()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        await cluster.SendAsync(HttpMethod.Put, $"{Alias}-2031.01");
        await cluster.SendAsync(HttpMethod.Put, $"{Alias}-1970.01");

        foreach (var (index, policy) in ((string, string?)[])[($"{Alias}-2031.01", Alias), ($"{Alias}-1970.01", null)])
        {
            var made = (await cluster.SendAsync(HttpMethod.Get, index))![index]!;
            Assert.NotNull(made["aliases"]![Alias]);
            Assert.Equal(AlertsIndex.Definition.Schema, (int?)made["mappings"]!["_meta"]!["schema"]);
            Assert.Equal(policy, (string?)made["settings"]!["index"]!["lifecycle"]?["name"]);
        }
    }

    [Fact]
    public async Task A_namespace_that_begins_like_another_keeps_its_own_alias()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure(("Alerts:Namespace", "a")));
        await SetupRun.RunAsync(cluster.Configure(("Alerts:Namespace", "a-2b")));

        await cluster.SendAsync(HttpMethod.Put, "detections-alerts-a-2b-2031.01");

        var made = await cluster.SendAsync(HttpMethod.Get, "detections-alerts-a-2b-2031.01/_alias");
        var aliases = made!["detections-alerts-a-2b-2031.01"]!["aliases"]!.AsObject();
        Assert.Equal(["detections-alerts-a-2b"], aliases.Select(a => a.Key));
        var again = await SetupRun.RunAsync(cluster.Configure(("Alerts:Namespace", "a")));
        Assert.DoesNotContain(again, r => r.Outcome is not (StepOutcome.Unchanged or StepOutcome.Skipped));
    }

    [Fact]
    public async Task Indices_of_an_older_form_get_the_fields_they_lack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var month = $"{Alias}-2026.10";
        await cluster.SendAsync(
            HttpMethod.Put,
            month,
            """{"mappings":{"_meta":{"schema":0},"dynamic":false,"properties":{"@timestamp":{"type":"date"}}}}"""
        );
        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-state-default",
            """{"mappings":{"dynamic":false,"properties":{"kind":{"type":"keyword"}}}}"""
        );

        var results = await SetupRun.RunAsync(cluster.Configure());

        var upgraded = results.Where(r => r.Outcome == StepOutcome.Upgraded).ToList();
        Assert.Contains(upgraded, r => r.Subject == $"index {month}" && r.Detail.Contains("kibana.alert.uuid"));
        Assert.Contains(upgraded, r => r.Subject == $"index {month}" && r.Detail == $"its alias {Alias}");
        Assert.Contains(upgraded, r => r.Subject == $"index {month}" && r.Detail == $"its lifecycle {Alias}");
        Assert.Contains(
            upgraded,
            r => r.Subject == "index detections-state-default" && r.Detail.Contains("event_time")
        );
        var found = (await cluster.SendAsync(HttpMethod.Get, month))![month]!["mappings"]!;
        Assert.Equal(AlertsIndex.Definition.Schema, (int?)found["_meta"]!["schema"]);
        Assert.Equal("date", (string?)found["properties"]!["@timestamp"]!["type"]);
        Assert.Equal(
            "keyword",
            (string?)found["properties"]!["kibana"]!["properties"]!["alert"]!["properties"]!["uuid"]!["type"]
        );
        Assert.DoesNotContain(
            await SetupRun.RunAsync(cluster.Configure()),
            r => r.Outcome is not (StepOutcome.Unchanged or StepOutcome.Skipped)
        );
    }

    [Fact]
    public async Task A_field_that_cannot_be_changed_is_said_and_the_rest_is_upgraded()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-runs-default",
            """{"mappings":{"properties":{"events":{"type":"keyword"}}}}"""
        );

        var result = Assert.Single(
            await SetupRun.RunAsync(cluster.Configure()),
            r => r.Subject == "index detections-runs-default"
        );

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith(
            "events in detections-runs-default is keyword and should be long, which Elasticsearch cannot change",
            result.Detail
        );
        var found = await cluster.SendAsync(HttpMethod.Get, "detections-runs-default");
        Assert.NotNull(found!["detections-runs-default"]!["mappings"]!["properties"]!["matched"]);
    }

    [Fact]
    public async Task Another_retention_changes_the_lifecycle_and_nothing_else()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        var results = await SetupRun.RunAsync(cluster.Configure(("Alerts:Retention", "30d")));

        var changed = Assert.Single(
            results,
            r => r.Outcome != StepOutcome.Unchanged && r.Outcome != StepOutcome.Skipped
        );
        Assert.Equal($"lifecycle policy {Alias}", changed.Subject);
        Assert.Equal(StepOutcome.Upgraded, changed.Outcome);
        Assert.Equal(
            "an index is deleted 102 days after it was begun, so that no alert in it is younger than 30d",
            changed.Detail
        );
    }

    [Theory]
    [InlineData(
        """{"description":"theirs","processors":[]}""",
        "something of this name is there already that `detections setup` did not make"
    )]
    [InlineData(
        """{"processors":[],"_meta":{"managed_by":"detections","version":99}}""",
        "it was installed by a newer version of this program (form 99, this one knows 1)"
    )]
    public async Task What_is_not_ours_to_change_is_left_alone(string pipeline, string sentence)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Put, "_ingest/pipeline/detections-event-ingested", pipeline);

        var result = Assert.Single(
            await SetupRun.RunAsync(cluster.Configure()),
            r => r.Subject == "ingest pipeline detections-event-ingested"
        );

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith(sentence, result.Detail);
        var kept = await cluster.SendAsync(HttpMethod.Get, "_ingest/pipeline/detections-event-ingested");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pipeline), kept!["detections-event-ingested"]));
    }

    [Fact]
    public async Task The_pipeline_stamps_what_has_no_time_of_arrival()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        await cluster.SendAsync(
            HttpMethod.Put,
            "events/_doc/1?pipeline=detections-event-ingested",
            """{"event":{"kind":"event"}}"""
        );
        await cluster.SendAsync(
            HttpMethod.Put,
            "events/_doc/2?pipeline=detections-event-ingested",
            """{"event":{"ingested":"2026-01-01T00:00:00Z"}}"""
        );

        var stamped = await cluster.SendAsync(HttpMethod.Get, "events/_doc/1");
        var kept = await cluster.SendAsync(HttpMethod.Get, "events/_doc/2");
        Assert.NotNull(stamped!["_source"]!["event"]!["ingested"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)kept!["_source"]!["event"]!["ingested"]);
    }
}
