namespace Detections.Rules;

/// <summary>Fields of Kibana's rules that this program knows but does not act on.</summary>
internal static class UnsupportedFields
{
    /// <summary>They would change what alerts, so a rule that sets one cannot be run as it is meant.</summary>
    public static readonly IReadOnlyDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["data_view_id"] = "A data view is known to Kibana alone; name its index patterns in index instead.",
    };

    /// <summary>They change nothing about what alerts, but would do something in Kibana.</summary>
    public static readonly IReadOnlyList<string> WithoutEffect =
    [
        "actions",
        "output_index",
        "response_actions",
        "threat_mappings",
    ];

    /// <summary>What Kibana writes into every export, or derives from other fields.</summary>
    public static readonly IReadOnlyList<string> WithoutMeaning =
    [
        "alias_purpose",
        "alias_target_id",
        "created_at",
        "created_by",
        "execution_summary",
        "immutable",
        "meta",
        "namespace",
        "outcome",
        "related_integrations",
        "required_fields",
        "revision",
        "rule_source",
        "throttle",
        "updated_at",
        "updated_by",
    ];
}
