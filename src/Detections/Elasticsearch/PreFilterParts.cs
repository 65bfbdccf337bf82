using Detections.Eql;

namespace Detections.Elasticsearch;

/// <summary>Alternatives, each a list of conditions, made fewer without letting anything else through.</summary>
internal static class PreFilterParts
{
    private const int MostExpanded = 64;

    /// <summary>A condition as alternatives, which have no alternatives on the kind of event within them unless they are too many.</summary>
    public static IEnumerable<EqlFilter[]> Expand(EqlFilter condition) => Expand(condition, MostExpanded);

    public static IReadOnlyList<IReadOnlyList<EqlFilter>> Simplify(IEnumerable<IReadOnlyList<EqlFilter>> alternatives)
    {
        var parts = alternatives.DistinctBy(Print, StringComparer.Ordinal).ToList();
        foreach (var field in parts.SelectMany(p => p.OfType<EqlFilterAnyOf>()).Select(KeyOf).Distinct().ToList())
        {
            parts = Merge(parts, field);
        }

        return parts.Exists(p => p.Count == 0)
            ?
            [
                [],
            ]
            : WithoutNarrower(parts);
    }

    /// <summary>Alternatives that differ only in the values of one field become one with all values.</summary>
    private static List<IReadOnlyList<EqlFilter>> Merge(
        List<IReadOnlyList<EqlFilter>> parts,
        (string Field, bool IgnoresCase) field
    )
    {
        bool IsOf(EqlFilter condition) => condition is EqlFilterAnyOf anyOf && KeyOf(anyOf) == field;

        var merged = parts.Where(p => p.Count(IsOf) != 1).ToList();
        foreach (
            var same in parts
                .Where(p => p.Count(IsOf) == 1)
                .GroupBy(p => Print(p.Where(c => !IsOf(c))), StringComparer.Ordinal)
        )
        {
            merged.Add([EqlFilter.Any(same.Select(p => p.First(IsOf))), .. same.First().Where(c => !IsOf(c))]);
        }

        return merged;
    }

    /// <summary>What one alternative lets through needs no second one.</summary>
    private static List<IReadOnlyList<EqlFilter>> WithoutNarrower(List<IReadOnlyList<EqlFilter>> parts)
    {
        var kept = new List<IReadOnlyList<EqlFilter>>();
        foreach (var part in parts.OrderBy(p => p.Count))
        {
            if (!kept.Exists(wider => wider.All(w => part.Any(c => Implies(c, w)))))
            {
                kept.Add(part);
            }
        }

        return kept;
    }

    public static bool Implies(EqlFilter narrow, EqlFilter wide) =>
        (narrow, wide) switch
        {
            (EqlFilterAny any, _) => any.Parts.All(p => Implies(p, wide)),
            (EqlFilterAll all, _) => all.Parts.Any(p => Implies(p, wide)),
            (_, EqlFilterAny any) => any.Parts.Any(p => Implies(narrow, p)),
            (_, EqlFilterAll all) => all.Parts.All(p => Implies(narrow, p)),
            (EqlFilterAnyOf one, EqlFilterExists other) => one.Field == other.Field,
            (EqlFilterLike one, EqlFilterExists other) => one.Field == other.Field,
            (EqlFilterExists one, EqlFilterExists other) => one.Field == other.Field,
            (EqlFilterAnyOf one, EqlFilterAnyOf other) => KeyOf(one) == KeyOf(other)
                && one.Values.Length <= other.Values.Length
                && one.Values.All(v => other.Values.Contains(v)),
            (EqlFilterLike one, EqlFilterLike other) => (one.Field, one.IgnoresCase) == (other.Field, other.IgnoresCase)
                && one.Patterns.All(p => other.Patterns.Contains(p)),
            _ => false,
        };

    private static IEnumerable<EqlFilter[]> Expand(EqlFilter condition, int most)
    {
        EqlFilter[] conditions = condition is EqlFilterAll all ? [.. all.Parts] : [condition];
        return conditions.OfType<EqlFilterAny>().FirstOrDefault(IsOnKind) is { } inner && inner.Parts.Length <= most
            ? inner.Parts.SelectMany(p =>
                Expand(EqlFilter.All([.. conditions.Where(c => c != inner), p]), most / inner.Parts.Length)
            )
            : [conditions];
    }

    private static bool IsOnKind(EqlFilter condition) =>
        condition switch
        {
            EqlFilterAny any => any.Parts.Any(IsOnKind),
            EqlFilterAll all => all.Parts.Any(IsOnKind),
            _ => PreFilterGroup.IsHead(condition),
        };

    private static (string Field, bool IgnoresCase) KeyOf(EqlFilterAnyOf condition) =>
        (condition.Field, condition.IgnoresCase);

    private static string Print(IEnumerable<EqlFilter> conditions) =>
        string.Join('\n', conditions.Select(c => c.ToString()).Order(StringComparer.Ordinal));
}
