using Detections.Eql;

namespace Detections.Elasticsearch;

/// <summary>Alternatives that have the same conditions on the kind of event and the operating system.</summary>
/// <param name="Head">These conditions, all of which an event must satisfy.</param>
/// <param name="Parts">The rest of each alternative, a list of which all must be satisfied.</param>
internal sealed record PreFilterGroup(IReadOnlyList<EqlFilter> Head, IReadOnlyList<IReadOnlyList<EqlFilter>> Parts)
{
    private static readonly HashSet<string> HeadFields = new(StringComparer.Ordinal)
    {
        "event.category",
        "event.type",
        "host.os.type",
    };

    /// <summary>Whether the head alone decides.</summary>
    public bool IsOpen => Parts.Any(p => p.Count == 0);

    public bool LetsAllThrough => Head.Count == 0 && IsOpen;

    public IEnumerable<string> Fields => (IsOpen ? Head : Head.Concat(Parts.SelectMany(p => p))).SelectMany(FieldsOf);

    /// <summary>The fields that the parts ask about.</summary>
    public IEnumerable<string> PartFields => Parts.SelectMany(p => p).SelectMany(FieldsOf);

    public static IEnumerable<PreFilterGroup> Of(IEnumerable<EqlFilter> alternatives) =>
        alternatives
            .Select(a => a is EqlFilterAll all ? [.. all.Parts] : (EqlFilter[])[a])
            .GroupBy(
                a => string.Join('\n', a.Where(IsHead).Select(c => c.ToString()).Order(StringComparer.Ordinal)),
                StringComparer.Ordinal
            )
            .Select(g => new PreFilterGroup(
                [.. g.First().Where(IsHead)],
                PreFilterParts.Simplify(g.Select(a => (EqlFilter[])[.. a.Where(c => !IsHead(c))]))
            ));

    /// <summary>Without what needs most clauses: first patterns and alternatives within alternatives, then all but the head.</summary>
    public PreFilterGroup Coarser()
    {
        var simple = PreFilterParts.Simplify(
            Parts.Select(p => (EqlFilter[])[.. p.Where(c => c is EqlFilterAnyOf or EqlFilterExists)])
        );
        var isCoarser = Parts.SelectMany(p => p).Any(c => c is not (EqlFilterAnyOf or EqlFilterExists));
        return this with
        {
            Parts = isCoarser
                ? simple
                :
                [
                    [],
                ],
        };
    }

    private static bool IsHead(EqlFilter condition) =>
        condition is EqlFilterAnyOf { IgnoresCase: false } anyOf && HeadFields.Contains(anyOf.Field);

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
