namespace Detections.Eql.Tests.Restatement;

/// <summary>
/// A sequence said again without any machine: of all tuples of events in order, those that no other event comes between. The rules
/// are those of the documentation, one after the other, and nothing is remembered from one event to the next.
/// </summary>
internal sealed record SequenceRestatement(string[] Shared, ShapeFilter[] Filters, ShapeFilter? Until, int? MaxSpan)
{
    private const long Millisecond = 1_000_000;

    private ShapeFilter[] Stages => [.. Filters.SelectMany(filter => Enumerable.Repeat(filter, filter.Runs))];

    private ShapeFilter[] Positive => [.. Stages.Where(stage => !stage.IsMissing)];

    public bool HasMissing => Positive.Length < Stages.Length;

    public bool BeginsMissing => Filters[0].IsMissing;

    public long Span => MaxSpan * Millisecond ?? long.MaxValue;

    public string Eql =>
        "sequence"
        + (Shared.Length == 0 ? "" : $" by {string.Join(", ", Shared)}")
        + (MaxSpan is null ? "" : $" with maxspan={MaxSpan}ms")
        + string.Concat(Filters.Select(filter => $" {filter.Eql}"))
        + (Until is null ? "" : $" until {Until.Eql}");

    /// <summary>What a search over the events answers, in its order.</summary>
    public List<ShapeMatch> Answer(IEnumerable<Happening> happenings)
    {
        List<Happening> all = [.. happenings.Where(happening => happening.Time is not null).Order()];
        var keys = all.SelectMany(happening =>
                Filters.SelectMany(filter => happening.KeysBy([.. Shared, .. filter.Own]))
            )
            .Distinct();
        return
        [
            .. keys.SelectMany(key =>
                    Chains(all, key, Positive.Length)
                        .Where(chain => AreMissing(all, key, chain))
                        .Select(chain => Placed(key, chain))
                )
                .OrderBy(match => match.Last)
                .ThenBy(match => match.Key),
        ];
    }

    /// <summary>The tuples that satisfy the first stages.</summary>
    private List<Happening[]> Chains(List<Happening> all, ShapeKey key, int length)
    {
        var takers = all.Where(happening => Positive[length - 1].Takes(happening, Shared, key)).ToList();
        if (length == 1)
        {
            return [.. takers.Select(taker => (Happening[])[taker])];
        }

        var shorter = Chains(all, key, length - 1);
        return
        [
            .. shorter.SelectMany(chain =>
                takers
                    .Where(taker => Follows(all, key, chain, taker, takers, shorter))
                    .Select(taker => (Happening[])[.. chain, taker])
            ),
        ];
    }

    /// <summary>
    /// Whether an event continues a chain: it is the next that could, no newer chain stands in its place, it is not too late and
    /// nothing ended the chain.
    /// </summary>
    private bool Follows(
        List<Happening> all,
        ShapeKey key,
        Happening[] chain,
        Happening taker,
        List<Happening> takers,
        List<Happening[]> rivals
    ) =>
        chain[^1].CompareTo(taker) < 0
        && !takers.Any(other => IsBetween(chain[^1], other, taker))
        && !rivals.Any(other => IsBetween(chain[^1], other[^1], taker))
        && taker.Time - chain[0].Time <= Span
        && !all.Any(other =>
            Until?.Takes(other, Shared, key) == true && chain[^1].CompareTo(other) <= 0 && other.CompareTo(taker) < 0
        );

    private static bool IsBetween(Happening from, Happening happening, Happening to) =>
        from.CompareTo(happening) < 0 && happening.CompareTo(to) < 0;

    private bool AreMissing(List<Happening> all, ShapeKey key, Happening[] chain)
    {
        var leads = new List<long>();
        var trails = new List<long>();
        var place = 0;
        foreach (var stage in Stages)
        {
            if (!stage.IsMissing)
            {
                place++;
                continue;
            }

            var times = all.Where(happening => stage.Takes(happening, Shared, key)).Select(other => other.Time!.Value);
            if (place == 0)
            {
                leads.AddRange(times.Where(time => time < chain[0].Time));
            }
            else if (place == chain.Length)
            {
                trails.AddRange(times.Where(time => time > chain[^1].Time));
            }
            else if (
                times.Any(time =>
                    time / Millisecond > chain[place - 1].Time / Millisecond
                    && time / Millisecond < chain[place].Time / Millisecond
                )
            )
            {
                return false;
            }
        }

        return (BeginsMissing && leads.Count == 0)
            || (Filters[^1].IsMissing && trails.Count == 0)
            || (leads.Count == 0 && trails.Count == 0)
            || trails.DefaultIfEmpty(chain[^1].Time!.Value).Min() - leads.DefaultIfEmpty(chain[0].Time!.Value).Max()
                > Span;
    }

    private ShapeMatch Placed(ShapeKey key, Happening[] chain)
    {
        var place = 0;
        return new ShapeMatch(key, [.. Stages.Select(stage => stage.IsMissing ? null : chain[place++])]);
    }
}
