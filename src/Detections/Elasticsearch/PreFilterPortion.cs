using System.Globalization;
using Detections.Eql;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>The indices that the same rules reach, and what is asked of their events.</summary>
internal sealed class PreFilterPortion
{
    /// <summary>What a clause costs beside the names in it.</summary>
    private const int Envelope = 100;

    private readonly MappedFields _fields;

    private PreFilterPortion(
        IReadOnlyCollection<string> indices,
        IReadOnlyList<PreFilterGroup> groups,
        MappedFields fields
    )
    {
        Indices = indices;
        Groups = WithoutIncluded(groups);
        _fields = fields;
        Clauses = 1 + Groups.Sum(g => g.Clauses);
        Bytes = indices.Sum(i => i.Length + 3) + Envelope + Groups.Sum(g => g.Bytes);
    }

    public IReadOnlyCollection<string> Indices { get; }

    /// <summary>The alternatives.</summary>
    public IReadOnlyList<PreFilterGroup> Groups { get; }

    public int Clauses { get; }

    public int Bytes { get; }

    public bool LetsAllThrough => Groups.Any(g => g.LetsAllThrough);

    public static IEnumerable<PreFilterPortion> Of(IReadOnlyCollection<RuleFilter> filters, MappedFields fields)
    {
        var rules = fields.Indices.ToDictionary(i => i, _ => new List<int>(), StringComparer.Ordinal);
        foreach (var (position, filter) in filters.Index())
        {
            foreach (var index in filter.Indices.Where(rules.ContainsKey))
            {
                rules[index].Add(position);
            }
        }

        var all = filters.ToList();
        return rules
            .Where(r => r.Value.Count > 0)
            .GroupBy(
                r => string.Join(',', r.Value.Select(p => p.ToString(CultureInfo.InvariantCulture))),
                r => r,
                StringComparer.Ordinal
            )
            .Select(same =>
            {
                string[] indices = [.. same.Select(r => r.Key).Order(StringComparer.Ordinal)];
                var filter = EqlFilter.Any(same.First().Value.Select(p => all[p].Filter));
                return Of(indices, filter, fields.In(indices));
            });
    }

    /// <summary>Its dearest alternatives less exactly; when that is done, nothing is asked at all.</summary>
    public PreFilterPortion Coarser()
    {
        var dearest = Groups.Where(g => !g.IsOpen).MaxBy(g => g.Bytes);
        return new(
            Indices,
            dearest is null
                ? [PreFilterGroup.Everything(_fields)]
                : [.. Groups.Select(g => g == dearest ? g.Coarser() : g)],
            _fields
        );
    }

    /// <summary>What one group lets through as a whole needs no second one.</summary>
    private static List<PreFilterGroup> WithoutIncluded(IReadOnlyList<PreFilterGroup> groups)
    {
        var kept = new List<PreFilterGroup>();
        foreach (var group in groups.OrderBy(g => g.IsOpen ? g.Head.Count : int.MaxValue))
        {
            if (!kept.Exists(k => k.Includes(group)))
            {
                kept.Add(group);
            }
        }

        return kept;
    }

    private static PreFilterPortion Of(IReadOnlyCollection<string> indices, EqlFilter filter, MappedFields fields)
    {
        var applicable = new ApplicableFilter(fields).Of(filter);
        return new(
            indices,
            [.. PreFilterGroup.Of(applicable is EqlFilterAny any ? any.Parts : [applicable], fields)],
            fields
        );
    }
}
