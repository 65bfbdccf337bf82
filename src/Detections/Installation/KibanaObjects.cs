using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>What Kibana needs to show alerts: a data view over their alias, and a search with the columns an analyst begins with.</summary>
internal sealed class KibanaObjects(AlertSettings settings)
{
    public const string DataView = "index-pattern";
    public const string Search = "search";

    private const string SearchReference = "kibanaSavedObjectMeta.searchSourceJSON.index";

    private static readonly string[] Columns =
    [
        "kibana.alert.severity",
        "kibana.alert.rule.name",
        "host.name",
        "user.name",
        "process.name",
        "process.parent.name",
        "process.command_line",
        "kibana.alert.reason",
        "kibana.alert.workflow_status",
    ];

    /// <summary>An id can be taken in one space only, so that of another space is another.</summary>
    public string Id { get; } =
        AlertIndex.Alias(settings.Namespace)
        + (settings.Space == AlertSettings.DefaultSpace ? "" : $"-{settings.Space}");

    public IReadOnlyList<JsonObject> All => [DataViewObject(), SearchObject()];

    /// <summary>As Kibana exports and imports them: one object a line.</summary>
    public string Lines => string.Concat(All.Select(o => RoleDefinition.Text(o) + "\n"));

    private JsonObject DataViewObject() =>
        new()
        {
            ["type"] = DataView,
            ["id"] = Id,
            ["attributes"] = new JsonObject
            {
                ["title"] = AlertIndex.Alias(settings.Namespace),
                ["name"] = $"Detections alerts ({settings.Namespace})",
                ["timeFieldName"] = "@timestamp",
                ["allowNoIndex"] = true,
            },
            ["references"] = new JsonArray(),
        };

    private JsonObject SearchObject() =>
        new()
        {
            ["type"] = Search,
            ["id"] = Id,
            ["attributes"] = new JsonObject
            {
                ["title"] = $"Detections alerts ({settings.Namespace})",
                ["description"] =
                    $"Alerts of the detection scheduler, newest first, with its notices (form {Managed.Version})",
                ["columns"] = new JsonArray([.. Columns.Select(c => (JsonNode)c)]),
                ["sort"] = new JsonArray(new JsonArray("@timestamp", "desc")),
                ["kibanaSavedObjectMeta"] = new JsonObject
                {
                    ["searchSourceJSON"] = RoleDefinition.Text(
                        new JsonObject
                        {
                            ["query"] = new JsonObject { ["query"] = "", ["language"] = "kuery" },
                            ["filter"] = new JsonArray(),
                            ["indexRefName"] = SearchReference,
                        }
                    ),
                },
            },
            ["references"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = Id,
                    ["name"] = SearchReference,
                    ["type"] = DataView,
                }
            ),
        };
}
