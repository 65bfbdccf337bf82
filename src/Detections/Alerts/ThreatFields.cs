using System.Text.Json;
using Detections.Rules;

namespace Detections.Alerts;

internal static class ThreatFields
{
    public static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<Threat> threats)
    {
        writer.WriteStartArray(name);
        foreach (var threat in threats)
        {
            writer.WriteStartObject();
            writer.WriteString("framework", threat.Framework);
            writer.WriteStartObject("tactic");
            WriteItem(writer, threat.Tactic);
            writer.WriteEndObject();
            WriteTechniques(writer, threat.Techniques);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTechniques(Utf8JsonWriter writer, IReadOnlyList<ThreatTechnique> techniques)
    {
        writer.WriteStartArray("technique");
        foreach (var technique in techniques)
        {
            writer.WriteStartObject();
            WriteItem(writer, technique.Item);
            writer.WriteStartArray("subtechnique");
            foreach (var subtechnique in technique.Subtechniques)
            {
                writer.WriteStartObject();
                WriteItem(writer, subtechnique);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter writer, ThreatItem item)
    {
        writer.WriteString("id", item.Id);
        writer.WriteString("name", item.Name);
        writer.WriteString("reference", item.Reference);
    }
}
