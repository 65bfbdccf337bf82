using Detections.Settings;

namespace Detections.Rules.Files;

/// <summary>Tells the objects of Kibana's exports and packages apart by their keys.</summary>
internal static class KibanaObject
{
    private const string PackagedRule = "security-rule";

    public static KibanaObjectKind KindOf(SettingNode node) =>
        Value(node, "type") == PackagedRule && Has(node, "attributes") ? KibanaObjectKind.PackagedRule
        : Has(node, "exported_count") || Has(node, "exported_rules_count") ? KibanaObjectKind.Summary
        : Has(node, "entries") ? KibanaObjectKind.ExceptionItem
        : Has(node, "list_id") ? KibanaObjectKind.ExceptionList
        : Has(node, "attributes") ? KibanaObjectKind.SavedObject
        : Has(node, "rule_id") || (Has(node, "name") && (Has(node, "severity") || Has(node, "query")))
            ? KibanaObjectKind.Rule
        : KibanaObjectKind.Unknown;

    private static bool Has(SettingNode node, string key) => node.Child(key) is not null;

    private static string? Value(SettingNode node, string key) => node.Child(key)?.Value;
}
