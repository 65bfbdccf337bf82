using System.Text.Json;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Alerts;

/// <summary>What an alert says about the options of its rule that few rules have, in Kibana's spelling.</summary>
internal static class RuleOptionFields
{
    /// <summary>Elasticsearch refuses a document whose `flattened` field is deeper than 20; some of that lies above a filter.</summary>
    private const int MaxFilterDepth = 16;

    public static void WriteShared(Utf8JsonWriter writer, string prefix, Rule rule)
    {
        writer.WriteTextIfAny(prefix + "rule_name_override", rule.RuleNameOverride);
        WriteSeverityMapping(writer, prefix + "severity_mapping", rule.SeverityMapping);
        WriteRiskScoreMapping(writer, prefix + "risk_score_mapping", rule.RiskScoreField);
        WriteExceptionsList(writer, prefix + "exceptions_list", rule.Exceptions);
    }

    public static void WriteParameters(Utf8JsonWriter writer, Rule rule)
    {
        WriteFilters(writer, rule.Filters);
        WriteSuppression(writer, rule.AlertSuppression);
        if (rule.InvestigationFields.Count > 0)
        {
            writer.WriteStartObject("investigation_fields");
            writer.WriteTexts("field_names", rule.InvestigationFields);
            writer.WriteEndObject();
        }
    }

    private static void WriteSeverityMapping(
        Utf8JsonWriter writer,
        string name,
        IReadOnlyList<SeverityMapping> mappings
    )
    {
        if (mappings.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var mapping in mappings)
        {
            writer.WriteStartObject();
            writer.WriteString("field", mapping.Field);
            writer.WriteString("operator", "equals");
            writer.WriteString("value", mapping.Value);
            writer.WriteString("severity", mapping.Severity.Text());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRiskScoreMapping(Utf8JsonWriter writer, string name, string? field)
    {
        if (field is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        writer.WriteStartObject();
        writer.WriteString("field", field);
        writer.WriteString("operator", "equals");
        writer.WriteString("value", "");
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteExceptionsList(Utf8JsonWriter writer, string name, IReadOnlyList<ExceptionItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var list in items.Select(i => i.ListId).Distinct(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("list_id", list);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFilters(Utf8JsonWriter writer, IReadOnlyList<JsonElement> filters)
    {
        if (filters.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("filters");
        foreach (var filter in filters)
        {
            if (Depth(filter) <= MaxFilterDepth)
            {
                filter.WriteTo(writer);
            }
            else
            {
                writer.WriteStringValue(filter.GetRawText());
            }
        }

        writer.WriteEndArray();
    }

    private static int Depth(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => 1 + element.EnumerateObject().Select(p => Depth(p.Value)).DefaultIfEmpty().Max(),
            JsonValueKind.Array => element.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
            _ => 0,
        };

    private static void WriteSuppression(Utf8JsonWriter writer, AlertSuppression? suppression)
    {
        if (suppression is null)
        {
            return;
        }

        writer.WriteStartObject("alert_suppression");
        writer.WriteTexts("group_by", suppression.GroupBy);
        if (suppression.Duration is { } duration)
        {
            var text = Duration.Text(duration);
            writer.WriteStartObject("duration");
            writer.WriteString("value", text[..^1]);
            writer.WriteString("unit", text[^1..]);
            writer.WriteEndObject();
        }

        writer.WriteString("missing_fields_strategy", suppression.SuppressesMissing ? "suppress" : "doNotSuppress");
        writer.WriteEndObject();
    }
}
