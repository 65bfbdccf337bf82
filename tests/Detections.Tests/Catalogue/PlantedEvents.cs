using System.Text;
using System.Text.Json.Nodes;
using Detections.Eql;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Tests.Cluster;

namespace Detections.Tests.Catalogue;

/// <summary>
/// Makes the events that a rule looks for, from what its query asks of each step. Where that cannot be told from simple conditions there are
/// none, and the rule is not planted.
/// </summary>
internal static class PlantedEvents
{
    /// <summary>Fields by which sequences commonly join.</summary>
    private static readonly string[] JoinFields =
    [
        "host.id",
        "host.name",
        "user.id",
        "user.name",
        "process.entity_id",
        "process.parent.entity_id",
        "process.pid",
        "agent.id",
        "source.ip",
        "winlog.computer_name",
    ];

    /// <param name="time">Of the first event; the others follow a second apart.</param>
    public static IReadOnlyList<JsonObject>? For(Rule rule, DateTimeOffset time)
    {
        var filter = rule.Query.Filter;
        IEnumerable<EqlFilter> steps = !rule.IsEventRule && filter is EqlFilterAny any ? any.Parts : [filter];
        var events = new List<JsonObject>();
        foreach (var step in steps)
        {
            var at = TestCluster.Text(time.AddSeconds(events.Count));
            var document = new JsonObject();
            foreach (var field in JoinFields.Where(_ => !rule.IsEventRule))
            {
                Set(
                    document,
                    field,
                    field is "process.pid" ? 4711
                        : field is "source.ip" ? "10.1.2.3"
                        : $"planted-{rule.RuleId}"
                );
            }

            Satisfy(document, step);
            Set(document, "@timestamp", at);
            Set(document, "event.ingested", at);
            Set(document, "labels.planted", rule.RuleId);
            events.Add(document);
        }

        return IsFound(rule, events) ? events : null;
    }

    private static bool IsFound(Rule rule, IReadOnlyList<JsonObject> events)
    {
        var rules = new RuleMatcher([rule], ValueListFiles.None);
        var matcher = new EventMatcher(rules);
        var sequences = rule.IsEventRule ? null : rules.Track(0, new());
        var isMatch = false;
        foreach (var document in events)
        {
            if (!matcher.TryRead(Encoding.UTF8.GetBytes(document.ToJsonString()), out var values, out _))
            {
                return false;
            }

            sequences?.Add(values, "planted", document["@timestamp"]!.GetValue<string>());
            isMatch |= matcher.Judge(0, values) == EventVerdict.Match;
        }

        return sequences is null ? isMatch : !sequences.Finish().IsEmpty;
    }

    private static void Satisfy(JsonObject document, EqlFilter filter)
    {
        switch (filter)
        {
            case EqlFilterAll all:
                foreach (var part in all.Parts)
                {
                    Satisfy(document, part);
                }

                break;
            case EqlFilterAny any:
                Satisfy(document, any.Parts[0]);
                break;
            case EqlFilterAnyOf anyOf:
                Set(document, anyOf.Field, anyOf.Values[0]);
                break;
            case EqlFilterLike like:
                Set(
                    document,
                    like.Field,
                    like.Patterns[0].Replace("*", "x", StringComparison.Ordinal).Replace('?', 'x')
                );
                break;
            case EqlFilterExists exists:
                Set(document, exists.Field, "x");
                break;
        }
    }

    /// <summary>Not where a value stands already: a later condition must not undo an earlier one.</summary>
    private static void Set(JsonObject document, string field, JsonNode value)
    {
        var names = field.Split('.');
        var parent = document;
        foreach (var name in names[..^1])
        {
            if (!parent.TryGetPropertyValue(name, out var below))
            {
                parent[name] = below = new JsonObject();
            }

            if (below is not JsonObject next)
            {
                return;
            }

            parent = next;
        }

        var isJoin = JoinFields.Contains(field);
        if (isJoin || !parent.ContainsKey(names[^1]))
        {
            parent[names[^1]] = value;
        }
    }
}
