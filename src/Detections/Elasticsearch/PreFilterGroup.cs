using Detections.Eql;

namespace Detections.Elasticsearch;

/// <summary>Alternatives that have the same conditions on the kind of event and the operating system.</summary>
internal sealed class PreFilterGroup
{
    private static readonly HashSet<string> HeadFields = new(StringComparer.Ordinal)
    {
        "event.category",
        "event.type",
        "host.os.type",
    };

    private readonly MappedFields _fields;

    private PreFilterGroup(
        IReadOnlyList<EqlFilterAnyOf> head,
        IReadOnlyList<IReadOnlyList<EqlFilter>> parts,
        MappedFields fields
    )
    {
        Head = head;
        Parts = parts;
        _fields = fields;
        var clauses = 0;
        Bytes = JsonBody
            .Value(w =>
            {
                var writer = new PreFilterWriter(w);
                writer.Write(this);
                clauses = writer.Clauses;
            })
            .Length;
        Clauses = clauses;
    }

    /// <summary>The conditions that all of them have.</summary>
    public IReadOnlyList<EqlFilterAnyOf> Head { get; }

    /// <summary>The other conditions of each.</summary>
    public IReadOnlyList<IReadOnlyList<EqlFilter>> Parts { get; }

    public int Clauses { get; }

    public int Bytes { get; }

    /// <summary>Whether the head alone decides.</summary>
    public bool IsOpen => Parts.Any(p => p.Count == 0);

    public bool LetsAllThrough => Head.Count == 0 && IsOpen;

    public IEnumerable<string> Fields => Head.Select(h => h.Field).Concat(PartFields);

    /// <summary>The fields that the parts ask about.</summary>
    public IEnumerable<string> PartFields => Parts.SelectMany(p => p).SelectMany(FieldsOf);

    public static PreFilterGroup Everything(MappedFields fields) =>
        new(
            [],
            [
                [],
            ],
            fields
        );

    public static IEnumerable<PreFilterGroup> Of(IEnumerable<EqlFilter> alternatives, MappedFields fields) =>
        alternatives
            .SelectMany(PreFilterParts.Expand)
            .GroupBy(
                a => string.Join('\n', a.Where(IsHead).Select(c => c.ToString()).Order(StringComparer.Ordinal)),
                StringComparer.Ordinal
            )
            .Select(g => new PreFilterGroup(
                [
                    .. g.First()
                        .Where(IsHead)
                        .Cast<EqlFilterAnyOf>()
                        .DistinctBy(h => h.ToString(), StringComparer.Ordinal),
                ],
                PreFilterParts.Simplify(g.Select(a => (EqlFilter[])[.. a.Where(c => !IsHead(c))])),
                fields
            ));

    /// <summary>Without what needs most clauses: first alternatives within alternatives and patterns, then all but the head.</summary>
    public PreFilterGroup Coarser()
    {
        var isSimple = Parts.SelectMany(p => p).All(IsSimple);
        return new(
            Head,
            isSimple
                ?
                [
                    [],
                ]
                : PreFilterParts.Simplify(Parts.Select(p => (EqlFilter[])[.. p.Where(IsSimple)])),
            _fields
        );
    }

    /// <summary>Whether it lets through all that the other does, and its head says so.</summary>
    public bool Includes(PreFilterGroup other) =>
        IsOpen && Head.All(h => other.Head.Any(o => PreFilterParts.Implies(o, h)));

    /// <summary>The indices in which nothing may be asked of some of the fields.</summary>
    public IReadOnlyCollection<string> WhereInexact(IEnumerable<string> asked) =>
        [
            .. asked
                .Distinct(StringComparer.Ordinal)
                .SelectMany(f => _fields.Exact[f])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static bool IsSimple(EqlFilter condition) => condition is EqlFilterAnyOf or EqlFilterExists;

    /// <summary>Whether a condition is on what most tells events apart.</summary>
    public static bool IsHead(EqlFilter condition) =>
        condition is EqlFilterAnyOf anyOf && HeadFields.Contains(anyOf.Field);

    private static IEnumerable<string> FieldsOf(EqlFilter condition) =>
        condition switch
        {
            EqlFilterAll all => all.Parts.SelectMany(FieldsOf),
            EqlFilterAny any => any.Parts.SelectMany(FieldsOf),
            EqlFilterAnyOf anyOf => [anyOf.Field],
            EqlFilterLike like => [like.Field],
            EqlFilterExists exists => [exists.Field],
            _ => [],
        };
}
