using System.Globalization;
using System.Text.Json;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Alerts;

/// <summary>What an alert says about its rule, in Kibana's spelling.</summary>
internal static class RuleFields
{
    private const string Prefix = "kibana.alert.rule.";

    /// <param name="name">The name of the alert, which may be another than the rule's.</param>
    public static void Write(Utf8JsonWriter writer, Rule rule, string name)
    {
        WriteIdentity(writer, rule, name);
        WriteShared(writer, Prefix, rule);
        writer.WriteTexts(Prefix + "indices", rule.Index);
        writer.WriteStartObject(Prefix + "parameters");
        WriteParameters(writer, rule);
        writer.WriteEndObject();
    }

    /// <summary>What tells one rule from another, enough to filter and to group by.</summary>
    public static void WriteIdentity(Utf8JsonWriter writer, Rule rule, string name)
    {
        writer.WriteString(Prefix + "uuid", rule.Uuid);
        writer.WriteString(Prefix + "rule_id", rule.RuleId);
        writer.WriteString(Prefix + "name", name);
        writer.WriteString(Prefix + "category", "Event Correlation Rule");
        writer.WriteString(Prefix + "rule_type_id", "siem.eqlRule");
        writer.WriteString(Prefix + "producer", "siem");
        writer.WriteString(Prefix + "consumer", "siem");
        writer.WriteString(Prefix + "type", "eql");
        writer.WriteNumber(Prefix + "revision", 0);
        writer.WriteString(Prefix + "version", rule.Version.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteParameters(Utf8JsonWriter writer, Rule rule)
    {
        writer.WriteString("rule_id", rule.RuleId);
        writer.WriteTextIfAny("id", rule.Id);
        writer.WriteString("name", rule.Name);
        writer.WriteString("type", "eql");
        writer.WriteString("language", "eql");
        writer.WriteString("query", rule.Query.Text);
        writer.WriteTexts("index", rule.Index);
        writer.WriteNumber("version", rule.Version);
        writer.WriteBoolean("timestamp_override_fallback_disabled", rule.TimestampOverrideFallbackDisabled);
        writer.WriteTextIfAny("event_category_override", rule.EventCategoryOverride);
        writer.WriteTextIfAny("timestamp_field", rule.TimestampField);
        writer.WriteTextIfAny("tiebreaker_field", rule.TiebreakerField);
        RuleOptionFields.WriteParameters(writer, rule);
        WriteShared(writer, "", rule);
    }

    private static void WriteShared(Utf8JsonWriter writer, string prefix, Rule rule)
    {
        writer.WriteString(prefix + "description", rule.Description);
        writer.WriteString(prefix + "severity", rule.Severity.Text());
        writer.WriteNumber(prefix + "risk_score", rule.RiskScore);
        writer.WriteBoolean(prefix + "enabled", rule.Enabled);
        writer.WriteString(prefix + "interval", Duration.Text(rule.Interval));
        writer.WriteString(prefix + "from", rule.From);
        writer.WriteString(prefix + "to", "now");
        writer.WriteNumber(prefix + "max_signals", rule.MaxSignals);
        writer.WriteTextIfAny(prefix + "timestamp_override", rule.TimestampOverride);
        writer.WriteTextIfAny(prefix + "building_block_type", rule.BuildingBlockType);
        writer.WriteTexts(prefix + "author", rule.Author);
        writer.WriteTextIfAny(prefix + "license", rule.License);
        writer.WriteTexts(prefix + "tags", rule.Tags);
        writer.WriteTexts(prefix + "references", rule.References);
        writer.WriteTexts(prefix + "false_positives", rule.FalsePositives);
        writer.WriteTextIfAny(prefix + "timeline_id", rule.TimelineId);
        writer.WriteTextIfAny(prefix + "timeline_title", rule.TimelineTitle);
        RuleOptionFields.WriteShared(writer, prefix, rule);
        writer.WriteTextIfAny(prefix + "note", rule.Note);
        writer.WriteTextIfAny(prefix + "setup", rule.Setup);
        ThreatFields.Write(writer, prefix + "threat", rule.Threat);
    }
}
