using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Detections.Alerts;
using Detections.Settings;

namespace Detections.Tests.Alerts;

public sealed class AlertBuilderRobustnessTests
{
    private const int Runs = 3000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] Required =
    [
        "@timestamp",
        "event.kind",
        "kibana.space_ids",
        "kibana.alert.uuid",
        "kibana.alert.status",
        "kibana.alert.workflow_status",
        "kibana.alert.ancestors",
        "kibana.alert.depth",
        "kibana.alert.reason",
        "kibana.alert.severity",
        "kibana.alert.risk_score",
        "kibana.alert.rule.uuid",
        "kibana.alert.rule.name",
        "kibana.alert.rule.category",
        "kibana.alert.rule.rule_type_id",
        "kibana.alert.rule.producer",
        "kibana.alert.rule.consumer",
        "kibana.alert.rule.parameters",
        "kibana.alert.rule.execution.uuid",
    ];

    private static readonly AlertBuilder Builder = new(new AlertSettings());

    [Fact]
    public void Any_object_gives_a_complete_alert() =>
        OddSources.Object.Sample(source => AssertComplete(Builder.Build(TestDrafts.Of(source))), iter: Runs);

    [Fact]
    public void Any_bytes_give_a_complete_alert() =>
        OddSources.Broken.Sample(source => AssertComplete(Builder.Build(TestDrafts.Of(source))), iter: Runs);

    [Fact]
    public void The_minimal_form_is_complete_for_any_bytes() =>
        OddSources.Broken.Sample(
            source => AssertComplete(Builder.BuildMinimal(TestDrafts.Of(source), "why")),
            iter: Runs
        );

    [Fact]
    public void A_refused_path_is_gone_whatever_the_source() =>
        Gen.Select(OddSources.Object, OddSources.Paths)
            .Sample(
                (source, paths) =>
                {
                    var alert = AssertComplete(Builder.BuildWithout(TestDrafts.Of(source), paths, "why"));
                    var names = Paths(alert, path: null)
                        .Where(path => !path.StartsWith("kibana", StringComparison.Ordinal))
                        .ToHashSet();
                    Assert.DoesNotContain(paths, path => path != "event.kind" && names.Contains(path));
                },
                iter: Runs
            );

    /// <summary>The same rules said once more, slowly, for documents without repeated names.</summary>
    [Fact]
    public void What_is_not_reserved_arrives_as_it_was_sent() =>
        OddSources.Object.Sample(
            source =>
            {
                var repaired = Encoding.UTF8.GetString(SourceText.Repair(Encoding.UTF8.GetBytes(source)).Span);
                if (!IsStrict(repaired))
                {
                    return;
                }

                var expected = JsonNode.Parse(repaired)!.AsObject();
                foreach (var name in expected.Select(property => property.Key).ToList())
                {
                    if (IsReserved(name) || name == "event" && !HoldsObjects(expected[name]))
                    {
                        expected.Remove(name);
                    }
                }

                var events = expected["event"] is JsonArray list ? list.AsEnumerable() : new[] { expected["event"] };
                foreach (var item in events.OfType<JsonObject>())
                {
                    item.Remove("kind");
                }

                var alert = JsonNode.Parse(Builder.Build(TestDrafts.Of(source)))!.AsObject();
                foreach (var name in alert.Select(property => property.Key).Where(IsReserved).ToList())
                {
                    alert.Remove(name);
                }

                Assert.True(
                    JsonNode.DeepEquals(expected, alert),
                    $"{expected.ToJsonString()} became {alert.ToJsonString()}"
                );
            },
            iter: Runs
        );

    private static bool IsReserved(string name) =>
        name is "@timestamp" or "event.kind" || name.Split('.')[0] is "kibana" or "signal" or "threshold_result";

    private static bool HoldsObjects(JsonNode? node) =>
        node is JsonObject || node is JsonArray list && list.All(item => item is JsonObject);

    private static bool IsStrict(string json)
    {
        try
        {
            JsonElement.Parse(json, Strict);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>No name is repeated, and every text can be read.</summary>
    private static JsonElement AssertComplete(byte[] alert)
    {
        var document = JsonElement.Parse(alert, Strict);
        foreach (var name in Required)
        {
            Assert.True(document.TryGetProperty(name, out _), $"{name} is missing");
        }

        Assert.Equal("signal", document.GetProperty("event.kind").GetString());
        Assert.Equal("alert-1", document.GetProperty("kibana.alert.uuid").GetString());
        AssertReadable(document);
        return document;
    }

    private static void AssertReadable(JsonElement element)
    {
        foreach (var inner in Children(element))
        {
            if (inner.ValueKind == JsonValueKind.String)
            {
                Assert.NotNull(inner.GetString());
            }

            AssertReadable(inner);
        }
    }

    private static IEnumerable<JsonElement> Children(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => [],
        };

    private static IEnumerable<string> Paths(JsonElement element, string? path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(property =>
                    PathsBelow(property.Value, path is null ? property.Name : $"{path}.{property.Name}")
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Paths(item, path)),
            _ => [],
        };

    private static IEnumerable<string> PathsBelow(JsonElement element, string path) =>
        Paths(element, path).Prepend(path);
}
