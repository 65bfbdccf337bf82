using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>What `_field_caps`, asked with `include_unmapped`, says of fields over some indices.</summary>
internal sealed class FieldCapabilities
{
    /// <summary>Types whose index holds each value as it is. Some answers call them all by the first name.</summary>
    private static readonly HashSet<string> ExactTypes = new(StringComparer.Ordinal)
    {
        "keyword",
        "constant_keyword",
        "wildcard",
    };

    private static readonly HashSet<string> Parents = new(StringComparer.Ordinal) { "object", "nested", "unmapped" };

    private readonly HashSet<string> _indices = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mapped = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nested = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _exact = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Indices => _indices;

    /// <summary>Whether no index failed to answer.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Add(JsonElement answer)
    {
        IsWhole &= !(answer.TryGetProperty("failed_indices", out var failed) && failed.GetInt64() > 0);
        var indices = Names(answer.GetProperty("indices"));
        _indices.UnionWith(indices);
        foreach (var field in answer.GetProperty("fields").EnumerateObject())
        {
            foreach (var type in field.Value.EnumerateObject())
            {
                Add(field.Name, type, indices);
            }
        }
    }

    /// <summary>Whether it has values of its own in some index.</summary>
    public bool IsMapped(string field) => _mapped.Contains(field);

    /// <summary>Whether it indexes the values of another field once more.</summary>
    public bool IsSubField(string field) =>
        IsMapped(field) && field.LastIndexOf('.') is > 0 and var dot && IsMapped(field[..dot]);

    /// <summary>The indices in which a query may not be relied on to find each value; null where that is all of them.</summary>
    public IReadOnlyCollection<string>? WhereInexact(string field)
    {
        var isInNested = Prefixes(field).Any(_nested.Contains);
        return !isInNested && _exact.TryGetValue(field, out var exact) && exact.Count > 0
            ? [.. _indices.Except(exact, StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : null;
    }

    private void Add(string field, JsonProperty type, IReadOnlyCollection<string> all)
    {
        if (type.Name == "nested")
        {
            _nested.Add(field);
        }

        if (!Parents.Contains(type.Name))
        {
            _mapped.Add(field);
        }

        // Where some index cannot search it, the answer does not always say which.
        if (ExactTypes.Contains(type.Name) && type.Value.GetProperty("searchable").GetBoolean())
        {
            if (!_exact.TryGetValue(field, out var exact))
            {
                _exact[field] = exact = new(StringComparer.Ordinal);
            }

            var isSome = type.Value.TryGetProperty("indices", out var some) && some.ValueKind != JsonValueKind.Null;
            exact.UnionWith(isSome ? Names(some) : all);
        }
    }

    private static IEnumerable<string> Prefixes(string field)
    {
        for (var dot = field.LastIndexOf('.'); dot > 0; dot = field.LastIndexOf('.', dot - 1))
        {
            yield return field[..dot];
        }
    }

    private static IReadOnlyCollection<string> Names(JsonElement names) =>
        names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(n => n.GetString()!)]
            : [names.GetString()!];
}
