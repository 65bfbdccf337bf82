using System.Globalization;
using System.Text.Json;

namespace Detections.Alerts;

/// <summary>The chain from the first event to this alert: one link for an ordinary event, more where a rule reads alerts.</summary>
internal static class Ancestors
{
    private const int MaxInherited = 100;

    public static void Write(Utf8JsonWriter writer, AlertDraft draft, SourceDocument source)
    {
        if (draft.Blocks.Count > 0)
        {
            WriteOfShell(writer, draft.Blocks);
            return;
        }

        var parentIsAlert = source.Text("kibana.alert.uuid") is not null;
        var parentDepth = parentIsAlert ? Depth(source) : 0;

        writer.WriteStartArray("kibana.alert.ancestors");
        if (parentIsAlert)
        {
            WriteInherited(writer, source.Root);
        }

        writer.WriteStartObject();
        writer.WriteString("id", draft.EventId);
        writer.WriteString("type", parentIsAlert ? "signal" : "event");
        writer.WriteString("index", draft.Index);
        writer.WriteNumber("depth", parentDepth);
        if (parentIsAlert)
        {
            writer.WriteTextIfAny("rule", source.Text("kibana.alert.rule.uuid"));
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteNumber("kibana.alert.depth", parentDepth + 1);
    }

    /// <summary>Each event and its building block, which has no index yet where ids are made of it.</summary>
    private static void WriteOfShell(Utf8JsonWriter writer, IReadOnlyList<AlertDraft> blocks)
    {
        writer.WriteStartArray("kibana.alert.ancestors");
        var deepest = 0;
        foreach (var block in blocks)
        {
            var source = SourceDocument.Read(block.Source);
            var isAlert = source.Problem is null && source.Text("kibana.alert.uuid") is not null;
            var depth = isAlert ? Depth(source) : 0;
            deepest = Math.Max(deepest, depth);
            WriteLink(writer, block.EventId, isAlert ? "signal" : "event", block.Index, depth);
            WriteLink(writer, block.AlertId, "signal", "", depth + 1);
        }

        writer.WriteEndArray();
        writer.WriteNumber("kibana.alert.depth", deepest + 2);
    }

    private static void WriteLink(Utf8JsonWriter writer, string id, string type, string index, int depth)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("type", type);
        writer.WriteString("index", index);
        writer.WriteNumber("depth", depth);
        writer.WriteEndObject();
    }

    /// <summary>Only what is spelt as this program and Kibana spell it; a claim in another form is not worth failing for.</summary>
    private static void WriteInherited(Utf8JsonWriter writer, JsonElement source)
    {
        if (
            !source.TryGetProperty("kibana.alert.ancestors", out var ancestors)
            || ancestors.ValueKind != JsonValueKind.Array
        )
        {
            return;
        }

        foreach (var ancestor in ancestors.EnumerateArray().Where(IsObject).Take(MaxInherited))
        {
            writer.WriteStartObject();
            foreach (var name in new[] { "id", "type", "index", "rule" })
            {
                if (ancestor.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    writer.WriteString(name, value.GetString());
                }
            }

            if (ancestor.TryGetProperty("depth", out var depth) && TryReadDepth(depth, out var number))
            {
                writer.WriteNumber("depth", number);
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>The deepest its ancestry says, and at least 1: it is an alert.</summary>
    private static int Depth(SourceDocument source)
    {
        var deepest = 1;
        foreach (var value in source.Values("kibana.alert.depth"))
        {
            if (TryReadDepth(value, out var depth))
            {
                deepest = Math.Max(deepest, depth);
            }
        }

        return deepest;
    }

    private static bool IsObject(JsonElement element) => element.ValueKind == JsonValueKind.Object;

    private static bool TryReadDepth(JsonElement value, out int depth)
    {
        depth = default;
        return value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out depth)
            && depth < int.MaxValue;
    }
}
