using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class ExceptionsTakeEventsAwayTests : IDisposable
{
    private const string Rule = $"Rules:Items:{TestCluster.RuleId}:";
    private const string First = Rule + "exceptions:0:";
    private const string Second = Rule + "exceptions:1:";
    private const string Third = Rule + "exceptions:2:";

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_exceptions_and_filters_take_away_is_counted_and_the_rest_is_alerted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var list = WriteHashes("aa", "bb");
        await cluster.IndexAsync([
            Attack("ALERTED", "user", "cc"),
            Attack("IN-LIST", "user", "bb"),
            Attack("BY-EQL", "Scanner", "cc"),
            Attack("FILTERED", "user", "cc"),
            Attack("EXPIRED", "user", "cc"),
        ]);
        using var product = cluster.CreateProduct(
            overrides:
            [
                ("Rules:ValueLists:0", list),
                (First + "name", "Known hashes"),
                (First + "entries:0:type", "list"),
                (First + "entries:0:field", "process.hash.sha256"),
                (First + "entries:0:list:id", "hashes"),
                (First + "entries:0:list:type", "keyword"),
                (Second + "name", "The scanner"),
                (Second + "entries:0:type", "eql"),
                (Second + "entries:0:query", "user.name : \"scan*\""),
                (Third + "name", "No longer"),
                (Third + "expire_time", "2020-01-01T00:00:00Z"),
                (Third + "entries:0:type", "match"),
                (Third + "entries:0:field", "host.name"),
                (Third + "entries:0:value", "EXPIRED"),
                (Rule + "filters:0:meta:negate", "True"),
                (Rule + "filters:0:query:match_phrase:host.name", "FILTERED"),
            ]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(
            ["ALERTED", "EXPIRED"],
            (await cluster.AlertsAsync()).Select(a => Text(a, "host", "name")).Order(StringComparer.Ordinal)
        );
        Assert.Empty(report.Warnings);
        Assert.Equal(3, report.Rules.Sum(r => r.Excepted));
    }

    [Fact]
    public async Task An_exception_that_cannot_be_applied_is_a_warning_of_the_run()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([Attack("ALERTED", "user", "aa")]);
        using var product = cluster.CreateProduct(
            overrides:
            [
                (First + "name", "Wrong"),
                (First + "item_id", "wrong"),
                (First + "entries:0:type", "match"),
                (First + "entries:0:operator", "excluded"),
                (First + "entries:0:field", "process.pid"),
                (First + "entries:0:value", "many"),
            ]
        );

        var report = await TestCluster.RunAsync(product);

        Assert.Contains(
            report.Warnings,
            w =>
                w.Contains("The exception \"Wrong\" (wrong)", StringComparison.Ordinal)
                && w.Contains("[many] cannot be a value of the type [long]", StringComparison.Ordinal)
        );
        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task The_event_decides_what_its_alert_says_where_the_rule_lets_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        var attack = Attack("EXCH01", "user", "aa");
        attack["event"]!["severity"] = 99;
        attack["event"]!["risk_score"] = "88";
        attack["message"] = "Named by its event";
        await cluster.IndexAsync([attack]);
        using var product = cluster.CreateProduct(
            overrides:
            [
                (Rule + "severity_mapping:0:field", "event.severity"),
                (Rule + "severity_mapping:0:operator", "equals"),
                (Rule + "severity_mapping:0:value", "99"),
                (Rule + "severity_mapping:0:severity", "critical"),
                (Rule + "risk_score_mapping:0:field", "event.risk_score"),
                (Rule + "rule_name_override", "message"),
            ]
        );

        await TestCluster.RunAsync(product);

        var alert = Assert.Single(await cluster.AlertsAsync())["_source"]!;
        Assert.Equal("critical", alert["kibana.alert.severity"]!.GetValue<string>());
        Assert.Equal(88, alert["kibana.alert.risk_score"]!.GetValue<double>());
        Assert.Equal("Named by its event", alert["kibana.alert.rule.name"]!.GetValue<string>());
        Assert.EndsWith(
            "on EXCH01 created critical alert Named by its event.",
            alert["kibana.alert.reason"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    private static JsonObject Attack(string host, string user, string hash)
    {
        var attack = TestCluster.Attack(TestCluster.Now.AddSeconds(-10));
        attack["host"]!["name"] = host;
        attack["user"]!["name"] = user;
        attack["process"]!["hash"] = new JsonObject { ["sha256"] = hash };
        return attack;
    }

    private static string Text(JsonObject alert, string group, string field) =>
        alert["_source"]![group]![field]!.GetValue<string>();

    private string WriteHashes(params string[] hashes)
    {
        var path = Path.Combine(_folder, "hashes.txt");
        File.WriteAllLines(path, hashes);
        return path;
    }
}
