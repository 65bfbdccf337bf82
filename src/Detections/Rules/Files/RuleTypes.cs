namespace Detections.Rules.Files;

/// <summary>Kibana's types of rules that this program does not run.</summary>
internal static class RuleTypes
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["query"] = "It asks in KQL or Lucene; only EQL rules are run.",
        ["saved_query"] = "It asks by a query that Kibana keeps; only EQL rules are run.",
        ["threshold"] = "It counts the answers of a KQL query; only EQL rules are run.",
        ["threat_match"] = "It joins events with indicators; only EQL rules are run.",
        ["new_terms"] = "It needs to know all values of the past; only EQL rules are run.",
        ["esql"] = "It asks in ES|QL; only EQL rules are run.",
        ["machine_learning"] = "It reads the results of a machine learning job; only EQL rules are run.",
    };

    /// <summary>Why it is not run; null for EQL and for what is no type.</summary>
    public static string? ReasonAgainst(string? type) => type is null ? null : Reasons.GetValueOrDefault(type);
}
