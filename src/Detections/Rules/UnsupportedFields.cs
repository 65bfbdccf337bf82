namespace Detections.Rules;

/// <summary>Fields of Kibana's rules that this program knows but does not act on.</summary>
internal static class UnsupportedFields
{
    /// <summary>They would change what alerts, so a rule that sets one cannot be run as it is meant.</summary>
    public static readonly IReadOnlyDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["data_view_id"] = "Name the index patterns in index instead.",
        ["filters"] = "Write the condition into the query.",
        ["exceptions_list"] = "Write the exception into the query: and not (…).",
        ["alert_suppression"] = "Remove it; every match becomes an alert of its own.",
        ["rule_name_override"] = "Remove it; alerts carry the rule's name.",
        ["severity_mapping"] = "Remove it; alerts carry the rule's severity.",
        ["risk_score_mapping"] = "Remove it; alerts carry the rule's risk_score.",
        ["timestamp_field"] = "Remove it; events are ordered by @timestamp.",
        ["tiebreaker_field"] = "Remove it; it orders the events of sequences only.",
    };

    /// <summary>They change nothing about what alerts.</summary>
    public static readonly IReadOnlyList<string> WithoutEffect =
    [
        "actions",
        "created_at",
        "created_by",
        "execution_summary",
        "immutable",
        "investigation_fields",
        "meta",
        "namespace",
        "outcome",
        "output_index",
        "related_integrations",
        "required_fields",
        "response_actions",
        "revision",
        "rule_source",
        "threat_mappings",
        "throttle",
        "timeline_id",
        "timeline_title",
        "updated_at",
        "updated_by",
    ];
}
