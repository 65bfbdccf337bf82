namespace Detections.Eql.Tests.Restatement;

/// <summary>A sample said again: of all tuples of different events with one key, the first few.</summary>
internal sealed record SampleRestatement(string[] Shared, ShapeFilter[] Filters)
{
    public string Eql =>
        "sample"
        + (Shared.Length == 0 ? "" : $" by {string.Join(", ", Shared)}")
        + string.Concat(Filters.Select(filter => $" {filter.Eql}"));

    /// <summary>What a search over the events answers, in its order.</summary>
    public List<ShapeMatch> Answer(IEnumerable<Happening> happenings, int perKey) =>
        [.. All(happenings).GroupBy(match => match.Key).SelectMany(matches => matches.Take(perKey))];

    /// <summary>What is reported over time: the samples that were complete first.</summary>
    public List<ShapeMatch> AnswerOverTime(IEnumerable<Happening> happenings, int perKey) =>
        [
            .. All(happenings)
                .GroupBy(match => match.Key)
                .SelectMany(matches =>
                    matches.OrderBy(match => match.Events.Max(happening => happening!.Time)).Take(perKey)
                ),
        ];

    /// <summary>All there are, by key and with the last filter varying fastest.</summary>
    public IEnumerable<ShapeMatch> All(IEnumerable<Happening> happenings)
    {
        List<Happening> all = [.. happenings.Order()];
        return all.SelectMany(happening => Filters.SelectMany(filter => happening.KeysBy([.. Shared, .. filter.Own])))
            .Distinct()
            .Order()
            .SelectMany(key => Tuples(all, key).Select(tuple => new ShapeMatch(key, [.. tuple])));
    }

    private IEnumerable<Happening[]> Tuples(List<Happening> all, ShapeKey key) =>
        Filters.Aggregate(
            (IEnumerable<Happening[]>)
                [
                    [],
                ],
            (tuples, filter) =>
                tuples.SelectMany(tuple =>
                    all.Where(happening => filter.Takes(happening, Shared, key) && !tuple.Contains(happening))
                        .Select(happening => (Happening[])[.. tuple, happening])
                )
        );
}
