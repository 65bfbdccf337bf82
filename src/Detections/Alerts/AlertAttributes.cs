using System.Globalization;
using System.Text.Json;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Alerts;

/// <summary>What an alert says of itself: what its rule says, unless the rule lets the event decide.</summary>
internal sealed record AlertAttributes(string Name, Severity Severity, double RiskScore)
{
    private const int MaxNameLength = 256;
    private const double MaxRiskScore = 100;

    /// <summary>The one field whose numbers are compared as numbers.</summary>
    private const string EventSeverity = "event.severity";

    public static AlertAttributes Of(Rule rule) => new(rule.Name, rule.Severity, rule.RiskScore);

    public static AlertAttributes Of(Rule rule, SourceDocument source) =>
        source.Problem is not null
            ? Of(rule)
            : new(NameIn(source, rule) ?? rule.Name, SeverityIn(source, rule), RiskScoreIn(source, rule));

    private static string? NameIn(SourceDocument source, Rule rule) =>
        rule.RuleNameOverride is { } field && source.Text(field) is { Length: > 0 } name
            ? Cut.To(name, MaxNameLength)
            : null;

    /// <summary>The highest of those that apply.</summary>
    private static Severity SeverityIn(SourceDocument source, Rule rule) =>
        rule.SeverityMapping.Where(m => source.Values(m.Field).Exists(value => Applies(m, value)))
            .Select(m => (Severity?)m.Severity)
            .Max()
        ?? rule.Severity;

    private static bool Applies(SeverityMapping mapping, JsonElement value)
    {
        var text = TextOf(value);
        return mapping.Field == EventSeverity && Number(text) is { } number && Number(mapping.Value) is { } wanted
            ? Math.Floor(number).Equals(Math.Floor(wanted))
            : text == mapping.Value;
    }

    /// <summary>The highest of those that can be one.</summary>
    private static double RiskScoreIn(SourceDocument source, Rule rule) =>
        rule.RiskScoreField is not { } field
            ? rule.RiskScore
            : source
                .Values(field)
                .Select(value => Number(TextOf(value)))
                .Where(n => n is >= 0 and <= MaxRiskScore)
                .Max()
                ?? rule.RiskScore;

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
