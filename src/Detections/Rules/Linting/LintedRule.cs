using System.Globalization;
using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>A rule that is looked at, and how what is found about it is placed.</summary>
internal sealed record LintedRule(Rule Rule, RuleText Text)
{
    /// <param name="verdict">The sentence after the key.</param>
    public Finding At(string key, FindingCode code, FindingSeverity severity, string verdict) =>
        Rule.Location is null
            ? new(code, severity, null, $"Rules:Items:{Rule.RuleId}:{key} {verdict}")
            : new(code, severity, Text.Of(Rule, key), $"{key} of the rule \"{Rule.Name}\" {verdict}");

    /// <param name="line">In the query, from 1.</param>
    /// <param name="column">In that line, from 1.</param>
    public Finding InQuery(int line, int column, FindingCode code, FindingSeverity severity, string sentence) =>
        Rule.Location is null
            ? new(
                code,
                severity,
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Rules:Items:{Rule.RuleId}:query, line {line}, column {column}: {sentence}"
                )
            )
            : new(code, severity, Text.InQuery(Rule, line, column), sentence);
}
