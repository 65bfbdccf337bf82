using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Cluster;

/// <summary><c>_cat/indices</c>: the indices as a table for people, or as JSON.</summary>
internal sealed class CatApi(Node node)
{
    private static readonly (string Name, Func<Node, StoredIndex, string> Value)[] Columns =
    [
        ("health", (_, index) => index.Settings.Replicas > 0 ? "yellow" : "green"),
        ("status", (_, _) => "open"),
        ("index", (_, index) => index.Name),
        ("uuid", (_, index) => index.Uuid),
        ("pri", (_, _) => "1"),
        ("rep", (_, index) => index.Settings.Replicas.ToString(CultureInfo.InvariantCulture)),
        ("docs.count", (node, index) => node.Documents.LiveCount(index.Number).ToString(CultureInfo.InvariantCulture)),
    ];

    public ApiReply Indices(ApiRequest request)
    {
        var columns = Chosen(request.Names("h"));
        var rows = node
            .Catalog.Resolve(request.OptionalSegment("index"), IndexOptions.From(request))
            .OrderBy(index => index.Name, StringComparer.Ordinal)
            .Select(index => columns.Select(column => column.Value(node, index)).ToArray())
            .ToList();
        var names = columns.Select(column => column.Name).ToArray();
        return request.Parameter("format") switch
        {
            "json" => ApiReply.Ok(new JsonArray([.. rows.Select(row => ToJson(names, row))])),
            null or "text" => Table(request.Flag("v") ? [names, .. rows] : rows),
            var other => throw ApiException.IllegalArgument($"[format] can be text or json, not [{other}]"),
        };
    }

    private static (string Name, Func<Node, StoredIndex, string> Value)[] Chosen(string[]? names) =>
        names is null
            ? Columns
            :
            [
                .. names.Select(name =>
                    Array.Find(Columns, column => column.Name == name) is { Name: not null } found
                        ? found
                        : throw ApiException.IllegalArgument(
                            $"unknown column [{name}]; known are [{string.Join(", ", Columns.Select(column => column.Name))}]"
                        )
                ),
            ];

    private static JsonObject ToJson(string[] names, string[] row) =>
        new(names.Zip(row, (name, value) => KeyValuePair.Create(name, (JsonNode?)value)));

    private static ApiReply Table(List<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                text.Append(i + 1 == row.Length ? row[i] : row[i].PadRight(rows.Max(other => other[i].Length) + 1));
            }

            text.Append('\n');
        }
        return new ApiReply(200, Encoding.UTF8.GetBytes(text.ToString())) { ContentType = "text/plain; charset=UTF-8" };
    }
}
