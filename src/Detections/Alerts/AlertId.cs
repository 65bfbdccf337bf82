using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Detections.Alerts;

/// <summary>The id Kibana itself would give the alert, so that both engines can run side by side without doubles.</summary>
internal static class AlertId
{
    /// <summary>EQL hits carry no version; Kibana concatenates the missing value by its JavaScript name.</summary>
    private const string Version = "undefined";

    private static readonly Regex LifecyclePrefixes = new(
        @"\A(?:partial-|restored-|shrink-[a-z0-9_]{4}-)+",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    );

    public static string ForEvent(string index, string eventId, string space, string ruleUuid)
    {
        var text = $"{WithoutLifecyclePrefixes(index)}{eventId}{Version}{space}:{ruleUuid}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Lifecycle actions rename an index by a prefix; the event in it stays the same event.</summary>
    private static string WithoutLifecyclePrefixes(string index)
    {
        var name = index.IndexOf(':', StringComparison.Ordinal) + 1;
        return index[..name] + LifecyclePrefixes.Replace(index[name..], "");
    }
}
