using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Settings;
using Detections.Tests.Rules;

namespace Detections.Tests.Alerts;

public sealed class AlertMappingsTests
{
    private static readonly JsonNode Body = AlertsIndex.Definition.Body(isServerless: false);

    [Fact]
    public void A_new_field_of_an_event_never_changes_the_mapping()
    {
        Assert.False((bool)Body["mappings"]!["dynamic"]!);
        Assert.True((bool)Body["settings"]!["index"]!["mapping"]!["ignore_malformed"]!);
    }

    [Theory]
    [InlineData("@timestamp", """{"type":"date"}""")]
    [InlineData("kibana.alert.uuid", """{"type":"keyword","ignore_above":1024}""")]
    [InlineData("kibana.alert.rule.parameters", """{"type":"flattened","ignore_above":4096}""")]
    [InlineData(
        "kibana.alert.reason",
        """{"type":"keyword","ignore_above":8191,"fields":{"text":{"type":"match_only_text"}}}"""
    )]
    [InlineData("kibana.alert.depth", """{"type":"long"}""")]
    [InlineData("kibana.alert.risk_score", """{"type":"float"}""")]
    [InlineData("message", """{"type":"match_only_text"}""")]
    [InlineData("event.original", """{"type":"keyword","index":false,"doc_values":false}""")]
    [InlineData("process.parent.name", """{"type":"keyword","ignore_above":1024}""")]
    [InlineData("process.code_signature.trusted", """{"type":"boolean"}""")]
    [InlineData("source.ip", """{"type":"ip"}""")]
    [InlineData("winlog.event_data.TargetUserName", """{"type":"keyword","ignore_above":1024}""")]
    public void What_analysts_search_is_mapped(string path, string mapping) =>
        Assert.Equal(mapping, Mapping(path)?.ToJsonString());

    [Fact]
    public void Every_field_is_in_the_table_once()
    {
        var paths = AlertFields.ByKind.SelectMany(row =>
            row.Paths.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

        Assert.Empty(paths.GroupBy(path => path).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Every_field_that_an_alert_or_a_notice_adds_is_mapped()
    {
        var builder = new AlertBuilder(new AlertSettings());
        var draft = TestDrafts.Of(TestDrafts.File("exchange-um-event.json")) with { Rule = TestRules.BuiltIn() };
        byte[][] documents =
        [
            builder.Build(draft),
            builder.BuildMinimal(draft, "why"),
            OverflowNotice.Build(draft.Rule, 1, 1, TestDrafts.Now, "run-1"),
        ];

        var leaves = documents.SelectMany(document => Leaves(JsonNode.Parse(document)!, "")).Distinct();

        Assert.DoesNotContain(leaves, path => Mapping(path) is null);
    }

    private static IEnumerable<string> Leaves(JsonNode? node, string path) =>
        node switch
        {
            _ when path == "kibana.alert.rule.parameters" => [path],
            JsonObject group => group.SelectMany(property =>
                Leaves(property.Value, path.Length == 0 ? property.Key : $"{path}.{property.Key}")
            ),
            JsonArray { Count: > 0 } list => list.SelectMany(item => Leaves(item, path)),
            JsonArray => [],
            _ => [path],
        };

    private static JsonNode? Mapping(string path) =>
        path.Split('.').Aggregate((JsonNode?)Body["mappings"], (node, name) => node?["properties"]?[name]);
}
