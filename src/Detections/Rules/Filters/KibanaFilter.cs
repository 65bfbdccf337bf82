using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Detections.Eql;

namespace Detections.Rules.Filters;

/// <summary>One of the `filters` of a rule: <c>{"meta":{"negate":…},"query":{…}}</c>. An event that does not pass does not exist for the rule.</summary>
internal sealed class KibanaFilter
{
    private static readonly string[] Envelope = ["meta", "$state"];

    private readonly EventCondition _condition;

    private KibanaFilter(EventCondition condition) => _condition = condition;

    public IReadOnlyList<string> Fields => _condition.Fields;

    /// <param name="problem">Why it cannot be evaluated here, where it cannot.</param>
    public static bool TryCreate(
        JsonElement filter,
        [NotNullWhen(true)] out KibanaFilter? created,
        [NotNullWhen(false)] out string? problem
    )
    {
        try
        {
            (created, problem) = (new(Read(filter)), null);
            return true;
        }
        catch (FormatException e)
        {
            (created, problem) = (null, e.Message);
            return false;
        }
    }

    /// <summary>Whether an event that was read with a table passes.</summary>
    /// <param name="table">One that has all <see cref="Fields"/>.</param>
    public Func<EqlEvent, bool> Compile(FieldTable table) => _condition.Compile(table);

    private static EventCondition Read(JsonElement filter)
    {
        if (filter.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException(
                "a filter has to be an object such as {\"query\":{\"match_phrase\":{\"host.name\":\"a\"}}}"
            );
        }

        if (IsTrue(filter, "disabled"))
        {
            return EventCondition.Always;
        }

        var condition = FilterQuery.Read(Query(filter), "query");
        return IsTrue(filter, "negate") ? EventCondition.Not(condition) : condition;
    }

    /// <summary>Filters of old have their clause beside `meta`.</summary>
    private static JsonElement Query(JsonElement filter)
    {
        if (filter.TryGetProperty("query", out var query))
        {
            return query;
        }

        var clauses = filter
            .EnumerateObject()
            .Where(p => !Envelope.Contains(p.Name))
            .ToDictionary(p => p.Name, p => p.Value);
        return clauses.Count > 0
            ? JsonSerializer.SerializeToElement(clauses)
            : throw new FormatException(
                "the filter has no \"query\", so there is nothing to ask an event; save it in Kibana as a query"
            );
    }

    private static bool IsTrue(JsonElement filter, string flag) =>
        filter.TryGetProperty("meta", out var meta)
        && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty(flag, out var value)
        && value.ValueKind == JsonValueKind.True;
}
