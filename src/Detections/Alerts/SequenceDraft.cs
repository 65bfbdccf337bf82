using System.Text.Json;
using Detections.Rules;

namespace Detections.Alerts;

/// <summary>The alert over a sequence or sample: a building block for each event, and the shell that holds what they have in common.</summary>
internal static class SequenceDraft
{
    /// <param name="events">The events in their order; those that must not be there have an empty index and id, and no building block.</param>
    /// <param name="sourceOf">The event's document, or an empty object where it is gone.</param>
    public static AlertDraft Create(
        Rule rule,
        IReadOnlyList<(string Index, string Id)> events,
        Func<int, ReadOnlyMemory<byte>> sourceOf,
        string alertId,
        DateTimeOffset now,
        string runId
    )
    {
        var ids = AlertId.ForBuildingBlocks(events, rule.Uuid);
        var blocks = Enumerable
            .Range(0, events.Count)
            .Where(i => events[i].Id.Length > 0)
            .Select(i => new AlertDraft(rule, events[i].Index, events[i].Id, sourceOf(i), ids[i], now, runId)
            {
                GroupId = alertId,
                GroupIndex = i,
            })
            .ToList();
        return new(rule, blocks[0].Index, blocks[0].EventId, Common(blocks), alertId, now, runId)
        {
            GroupId = alertId,
            Blocks = blocks,
        };
    }

    private static ReadOnlyMemory<byte> Common(IReadOnlyList<AlertDraft> blocks)
    {
        var sources = blocks.Select(b => SourceDocument.Read(b.Source)).ToList();
        return sources.Exists(s => s.Problem is not null)
            ? "{}"u8.ToArray()
            : JsonBytes.Object(w => WriteCommon(w, [.. sources.Select(s => s.Root)]));
    }

    /// <summary>Objects are compared field by field, lists element by element, everything else as a whole.</summary>
    private static void WriteCommon(Utf8JsonWriter writer, IReadOnlyList<JsonElement> objects)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in objects[0].EnumerateObject())
        {
            var values = new List<JsonElement> { property.Value };
            values.AddRange(objects.Skip(1).Select(o => o.TryGetProperty(property.Name, out var v) ? v : default));
            if (written.Add(property.Name) && HaveCommon(values))
            {
                writer.WritePropertyName(property.Name);
                WriteCommonValue(writer, values);
            }
        }
    }

    private static bool HaveCommon(IReadOnlyList<JsonElement> values) =>
        values.All(v => v.ValueKind != JsonValueKind.Undefined)
        && values[0].ValueKind switch
        {
            JsonValueKind.Object => values.All(v => v.ValueKind == JsonValueKind.Object)
                && values[0]
                    .EnumerateObject()
                    .Any(p =>
                        HaveCommon([.. values.Select(v => v.TryGetProperty(p.Name, out var below) ? below : default)])
                    ),
            JsonValueKind.Array => CommonItems(values).Any(),
            _ => values.All(v => JsonElement.DeepEquals(v, values[0]) || IsItemOf(values[0], v)),
        };

    private static void WriteCommonValue(Utf8JsonWriter writer, IReadOnlyList<JsonElement> values)
    {
        switch (values[0].ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteCommon(writer, values);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in CommonItems(values))
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            default:
                values[0].WriteTo(writer);
                break;
        }
    }

    /// <summary>A single value counts as a list of one, as it does to the cluster.</summary>
    private static IEnumerable<JsonElement> CommonItems(IReadOnlyList<JsonElement> lists) =>
        lists[0].EnumerateArray().Where(i => lists.Skip(1).All(l => JsonElement.DeepEquals(i, l) || IsItemOf(i, l)));

    private static bool IsItemOf(JsonElement item, JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().Any(i => JsonElement.DeepEquals(i, item));
}
