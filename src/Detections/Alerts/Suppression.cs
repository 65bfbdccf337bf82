using System.Security.Cryptography;
using System.Text.Json;
using Detections.Rules;

namespace Detections.Alerts;

/// <summary>What of a match decides whether it becomes an alert of its own or a number on another's: the values of the rule's `group_by` fields.</summary>
/// <param name="InstanceId">The same for all matches of the rule with these values.</param>
/// <param name="Terms">The values by field, as JSON; none where the event lacks the field.</param>
internal sealed record Suppression(string InstanceId, IReadOnlyList<(string Field, IReadOnlyList<string> Values)> Terms)
{
    /// <summary>When the first event happened; further ones extend the time that the alert stands for.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Null where the match is an alert of its own.</summary>
    public static Suppression? Of(AlertDraft draft, string space)
    {
        if (draft.Rule.AlertSuppression is not { } options)
        {
            return null;
        }

        var source = SourceDocument.Read(draft.Source);
        var terms = options.GroupBy.Select(f => (Field: f, Values: (IReadOnlyList<string>)Values(source, f))).ToList();
        return terms.Exists(t => t.Values.Count == 0) && !options.SuppressesMissing
            ? null
            : new(Hash(draft.Rule, space, terms), terms);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("kibana.alert.instance.id", InstanceId);
        writer.WriteStartArray("kibana.alert.suppression.terms");
        foreach (var (field, values) in Terms)
        {
            writer.WriteStartObject();
            writer.WriteString("field", field);
            writer.WriteStartArray("value");
            foreach (var value in values)
            {
                writer.WriteRawValue(value);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("kibana.alert.suppression.start", Times.Text(Time));
        writer.WriteString("kibana.alert.suppression.end", Times.Text(Time));
        writer.WriteNumber("kibana.alert.suppression.docs_count", 0);
    }

    private static List<string> Values(SourceDocument source, string field) =>
        source.Problem is not null
            ? []
            :
            [
                .. source
                    .Values(field)
                    .Select(v => v.GetRawText())
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];

    private static string Hash(
        Rule rule,
        string space,
        IReadOnlyList<(string Field, IReadOnlyList<string> Values)> terms
    ) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                JsonBytes.Object(w =>
                {
                    w.WriteString("rule", rule.Uuid);
                    w.WriteString("space", space);
                    foreach (var (field, values) in terms)
                    {
                        w.WriteTexts(field, values);
                    }
                })
            )
        );
}
