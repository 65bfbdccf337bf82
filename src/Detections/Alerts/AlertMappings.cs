using System.Text.Json.Nodes;

namespace Detections.Alerts;

/// <summary>How an index of alerts is mapped.</summary>
internal static class AlertMappings
{
    public const int Schema = 1;

    /// <summary>In characters; three bytes each stay below the 32,766 a Lucene term may have.</summary>
    private const int IgnoreAboveLong = 8191;
    private const int IgnoreAbove = 1024;
    private const int IgnoreAboveParameters = 4096;

    public static JsonObject Settings() =>
        new()
        {
            ["mapping"] = new JsonObject
            {
                ["ignore_malformed"] = true,
                ["total_fields"] = new JsonObject { ["limit"] = 2500 },
            },
        };

    public static JsonObject Properties()
    {
        var root = new JsonObject();
        foreach (var (kind, paths) in AlertFields.ByKind)
        {
            foreach (var path in paths.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                Add(root, path, kind);
            }
        }

        return root;
    }

    private static void Add(JsonObject properties, string path, FieldKind kind)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            properties.Add(path, Field(kind));
            return;
        }

        var parent = path[..dot];
        if (properties[parent] is not JsonObject group)
        {
            properties[parent] = group = new JsonObject { ["properties"] = new JsonObject() };
        }

        Add((JsonObject)group["properties"]!, path[(dot + 1)..], kind);
    }

    private static JsonObject Field(FieldKind kind) =>
        kind switch
        {
            FieldKind.Keyword => new JsonObject { ["type"] = "keyword", ["ignore_above"] = IgnoreAbove },
            FieldKind.Searched => new JsonObject
            {
                ["type"] = "keyword",
                ["ignore_above"] = IgnoreAboveLong,
                ["fields"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "match_only_text" } },
            },
            FieldKind.Text => new JsonObject { ["type"] = "match_only_text" },
            FieldKind.Stored => new JsonObject
            {
                ["type"] = "keyword",
                ["index"] = false,
                ["doc_values"] = false,
            },
            FieldKind.Flattened => new JsonObject { ["type"] = "flattened", ["ignore_above"] = IgnoreAboveParameters },
            FieldKind.Date => new JsonObject { ["type"] = "date" },
            FieldKind.Long => new JsonObject { ["type"] = "long" },
            FieldKind.Float => new JsonObject { ["type"] = "float" },
            FieldKind.Boolean => new JsonObject { ["type"] = "boolean" },
            FieldKind.Ip => new JsonObject { ["type"] = "ip" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no mapping"),
        };
}
