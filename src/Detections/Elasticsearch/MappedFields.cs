namespace Detections.Elasticsearch;

/// <summary>What the mappings of all indices of a sweep mean for the fields that it needs.</summary>
internal sealed class MappedFields
{
    public static MappedFields None { get; } = new();

    /// <summary>Whether all indices told of theirs. If not, nothing may be left out, and what the others told holds for them.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>All indices that there are.</summary>
    public IReadOnlyCollection<string> Indices { get; init; } = [];

    /// <summary>
    /// The fields by which events may be left out, each with the indices in which it may not: there it is not mapped, or not exactly,
    /// and events can have values that no query finds.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Exact { get; init; } =
        new Dictionary<string, IReadOnlyCollection<string>>();

    /// <summary>Those of them that some index has one value of, which patterns are held against in a way of its own.</summary>
    public IReadOnlySet<string> Constants { get; init; } = new HashSet<string>();

    /// <summary>The fields that have values which the source of an event does not hold.</summary>
    public IReadOnlyCollection<string> Unstored { get; init; } = [];

    public static MappedFields Of(
        IReadOnlyCollection<string> fields,
        FieldCapabilities capabilities,
        UnusualFields unusual
    )
    {
        var exact = new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (
                !unusual.Runtime.Contains(field)
                && !unusual.Aliases.Contains(field)
                && !unusual.Normalized.Contains(field)
                && capabilities.WhereInexact(field) is { } indices
            )
            {
                exact[field] = indices;
            }
        }

        return new()
        {
            IsWhole = capabilities.IsWhole,
            Indices = capabilities.Indices,
            Exact = exact,
            Constants = unusual.Constants,
            Unstored =
            [
                .. fields.Where(f =>
                    unusual.Runtime.Contains(f)
                    || unusual.Aliases.Contains(f)
                    || unusual.Constants.Contains(f)
                    || capabilities.IsSubField(f)
                ),
            ],
        };
    }

    /// <summary>The same for some of the indices.</summary>
    public MappedFields In(IReadOnlyCollection<string> indices)
    {
        var exact = new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal);
        foreach (var (field, inexact) in Exact)
        {
            string[] here = [.. inexact.Intersect(indices, StringComparer.Ordinal)];
            if (here.Length < indices.Count)
            {
                exact[field] = here;
            }
        }

        return new()
        {
            Indices = indices,
            Exact = exact,
            Constants = Constants,
            Unstored = Unstored,
        };
    }

    /// <summary>Of a remote cluster only capabilities are told, which pass for exact what need not be.</summary>
    public static MappedFields OfRemote(IReadOnlyCollection<string> fields, FieldCapabilities capabilities) =>
        new()
        {
            Unstored =
            [
                .. fields.Where(f =>
                    capabilities.IsSubField(f)
                    || (capabilities.IsMapped(f) && Eql.FieldTypes.Ecs.Of(f)?.Name == "constant_keyword")
                ),
            ],
        };
}
