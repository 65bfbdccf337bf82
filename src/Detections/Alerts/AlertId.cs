using System.Globalization;
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

    public static string ForEvent(string index, string eventId, string space, string ruleUuid) =>
        Hash($"{WithoutLifecyclePrefixes(index)}{eventId}{Version}{space}:{ruleUuid}");

    /// <summary>The ids of the building blocks of a sequence, in the order of its events.</summary>
    public static IReadOnlyList<string> ForBuildingBlocks(
        IReadOnlyList<(string Index, string Id)> events,
        string ruleUuid
    )
    {
        var all = string.Concat(events.Select(e => $"{e.Id}{WithoutLifecyclePrefixes(e.Index)}{ruleUuid}"));
        return
        [
            .. events.Select((_, position) => Hash(string.Create(CultureInfo.InvariantCulture, $"{all}{position}"))),
        ];
    }

    /// <summary>The id of the alert over a sequence: of its events and their building blocks, which have no index yet.</summary>
    public static string ForShell(IReadOnlyList<(string Index, string Id)> events, string ruleUuid)
    {
        var blocks = ForBuildingBlocks(events, ruleUuid);
        return Hash(
            string.Concat(events.Zip(blocks, (e, b) => $"{e.Id}{WithoutLifecyclePrefixes(e.Index)}{b}")) + ruleUuid
        );
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Lifecycle actions rename an index by a prefix; the event in it stays the same event.</summary>
    private static string WithoutLifecyclePrefixes(string index)
    {
        var name = index.IndexOf(':', StringComparison.Ordinal) + 1;
        return index[..name] + LifecyclePrefixes.Replace(index[name..], "");
    }
}
