using Detections.Rules;

namespace Detections.Elasticsearch;

/// <summary>What an alert tells of an event that is too large to be copied.</summary>
internal static class EventExcerpt
{
    private static readonly string[] OfEveryAlert =
    [
        "@timestamp",
        "destination.ip",
        "destination.port",
        "event.category",
        "event.kind",
        "file.name",
        "host.name",
        "process.name",
        "process.parent.name",
        "source.ip",
        "source.port",
        "user.name",
    ];

    public static IReadOnlyCollection<string> FieldsFor(Rule rule, IEnumerable<string> others) =>
        [
            .. OfEveryAlert
                .Concat(others)
                .Concat(rule.SeverityMapping.Select(m => m.Field))
                .Concat(rule.AlertSuppression?.GroupBy ?? [])
                .Concat(((string?[])[rule.RuleNameOverride, rule.RiskScoreField]).OfType<string>())
                .Distinct(StringComparer.Ordinal),
        ];
}
