namespace Detections.Eql.Tests.Shapes;

/// <summary>The engine over the random data sets.</summary>
internal sealed class ShapeEngine
{
    private static readonly EqlOptions Options = new() { TiebreakerField = "tie" };

    private readonly EqlMatcher _matcher;
    private readonly EventReader _reader;

    public ShapeEngine(string query, TimeSpan grace = default, int maxSamplesPerKey = 1)
    {
        var parsed = EqlQuery.Parse(query, Options);
        var fields = FieldTable.Create([.. parsed.Fields, .. parsed.OrderFields]);
        _reader = new EventReader(fields);
        _matcher = parsed.CreateMatcher(
            fields,
            new EqlMatcherOptions { Grace = grace, MaxSamplesPerKey = maxSamplesPerKey }
        );
    }

    public EqlMatcherReport Report => _matcher.Report;

    public ShapeEngine Add(IEnumerable<ShapeEvent> events)
    {
        foreach (var one in events)
        {
            Assert.True(_reader.TryRead(one.ToJson(), out var values, out var problem), problem);
            _matcher.Add(values, "events", one.Name);
        }

        return this;
    }

    public List<string> Finish() => [.. _matcher.Finish().Select(Show)];

    public List<string> Settle(long milliseconds) =>
        [.. _matcher.Settle(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Select(Show)];

    private static string Show(EqlMatch match) =>
        $"{(match.JoinKeys is [var key] ? key ?? "null" : "null")}: {string.Join(' ', match.Events.Select(hit => hit?.Id ?? "-"))}";
}
