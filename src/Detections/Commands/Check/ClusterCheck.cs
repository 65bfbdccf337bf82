using System.Runtime.CompilerServices;
using Detections.Elasticsearch;
using Detections.Eql;
using Detections.Rules;
using Detections.Rules.Linting;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Commands.Check;

/// <summary>Holds rules against what is in the cluster: the indices behind their patterns, and how these map their fields.</summary>
internal sealed class ClusterCheck(ElasticsearchClient client, SourceResolver resolver)
{
    private readonly RuleText _text = new();

    public async IAsyncEnumerable<Finding> LookAsync(
        IReadOnlyList<Rule> rules,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var patterns = rules.SelectMany(rule => rule.Patterns).Distinct(StringComparer.Ordinal).ToList();
        var sources = await resolver.ResolveAsync(patterns, cancellationToken);
        foreach (var rule in rules)
        {
            var linted = new LintedRule(rule, _text);
            foreach (var pattern in rule.Patterns.Distinct(StringComparer.Ordinal))
            {
                if (Judge(linted, sources[pattern]) is { } finding)
                {
                    yield return finding;
                }
            }
        }

        var readable = rules
            .Select(rule =>
                (
                    Rule: rule,
                    Patterns: rule.Patterns.Where(p => sources[p].State == PatternState.Readable).Order().ToList()
                )
            )
            .Where(rule => rule.Patterns.Count > 0)
            .GroupBy(rule => string.Join(',', rule.Patterns), rule => rule, StringComparer.Ordinal);
        foreach (var group in readable)
        {
            var types = await TypesAsync(group.First().Patterns, cancellationToken);
            foreach (var finding in group.SelectMany(rule => Judge(new LintedRule(rule.Rule, _text), types)))
            {
                yield return finding;
            }
        }
    }

    private static Finding? Judge(LintedRule rule, SourcePattern source) =>
        source.State switch
        {
            PatternState.Absent => rule.At(
                "index",
                FindingCode.AbsentIndex,
                FindingSeverity.Warning,
                $"names {source.Pattern}, which matches no index of the cluster."
            ),
            PatternState.Unanswered => rule.At(
                "index",
                FindingCode.UnansweredIndex,
                FindingSeverity.Warning,
                $"names {source.Pattern}, whose remote cluster does not answer or has no such index."
            ),
            PatternState.Unreadable => rule.At(
                "index",
                FindingCode.UnreadableIndex,
                FindingSeverity.Error,
                $"names {source.Pattern}, which may not be read with these credentials."
            ),
            _ => null,
        };

    /// <summary>The query once more, with the types of the cluster in place of those of ECS.</summary>
    private static IEnumerable<Finding> Judge(LintedRule linted, FieldTypes types)
    {
        var rule = linted.Rule;
        var options = EqlOptions.Default with
        {
            EventCategoryField = rule.EventCategoryOverride ?? EqlOptions.Default.EventCategoryField,
            TimestampField = rule.TimestampField ?? EqlOptions.Default.TimestampField,
            TiebreakerField = rule.TiebreakerField,
            Types = types,
        };
        if (!EqlQuery.TryParse(rule.Query.Text, options, out var query, out var error))
        {
            return
            [
                linted.InQuery(
                    error.Line,
                    error.Column,
                    FindingCode.MappedDifferently,
                    FindingSeverity.Warning,
                    error.Message
                ),
            ];
        }

        return query
            .Review()
            .Where(remark => remark.Kind is EqlRemarkKind.UnknownField or EqlRemarkKind.Type)
            .Select(remark =>
                linted.InQuery(
                    remark.Line,
                    remark.Column,
                    remark.Kind == EqlRemarkKind.Type ? FindingCode.MappedDifferently : FindingCode.UnmappedField,
                    FindingSeverity.Warning,
                    $"{remark.Message} (in {string.Join(", ", rule.Patterns)})"
                )
            );
    }

    private async Task<FieldTypes> TypesAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(
            $"{IndexPath.Of(patterns)}/_field_caps?fields=*&ignore_unavailable=true",
            cancellationToken
        );
        try
        {
            return FieldTypes.FromFieldCaps(response.Expect().Body.ToArray());
        }
        catch (FormatException e)
        {
            throw new ElasticsearchException(
                $"The mapping of {string.Join(',', patterns)} could not be read: {e.Message}",
                inner: e
            );
        }
    }
}
