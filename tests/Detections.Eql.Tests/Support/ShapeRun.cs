using System.Text;
using Detections.Eql.Tests.Restatement;

namespace Detections.Eql.Tests.Support;

/// <summary>A query over happenings, its matches as text.</summary>
internal sealed class ShapeRun
{
    private static readonly EqlOptions Options = new()
    {
        TiebreakerField = "tie",
        Types = FieldTypes.FromMapping(Encoding.UTF8.GetBytes(Happening.Mapping)),
        RejectsUnknownFields = true,
    };

    private readonly EventReader _reader;
    private readonly EqlMatcher _matcher;

    public ShapeRun(string query, EqlMatcherOptions? options = null)
    {
        Query = EqlQuery.Parse(query, Options);
        var table = FieldTable.Create([.. Query.Fields, .. Query.OrderFields]);
        _reader = new EventReader(table);
        _matcher = Query.CreateMatcher(table, options);
    }

    public EqlQuery Query { get; }

    public EqlMatcherReport Report => _matcher.Report;

    public void Add(IEnumerable<Happening> happenings)
    {
        foreach (var happening in happenings)
        {
            var json = Encoding.UTF8.GetBytes(happening.Json);
            Assert.True(_reader.TryRead(json, out var values, out var problem), problem);
            _matcher.Add(values, happening.Index, happening.Id, happening.Arrival);
        }
    }

    /// <summary>Adds of some happenings those that are asked for, and then of all until now what is lacking.</summary>
    public void AddWanted(IEnumerable<Happening> happenings, IReadOnlyCollection<Happening> untilNow)
    {
        AddWanted(happenings);
        while (_matcher.LacksEvents)
        {
            _matcher.BeginReadingAgain();
            AddWanted(untilNow);
            _matcher.EndReadingAgain();
        }
    }

    private void AddWanted(IEnumerable<Happening> happenings)
    {
        var filter = _matcher.Filter;
        Add(happenings.Where(happening => FilterRestatement.Holds(filter, happening.Document)));
    }

    /// <param name="asOf">Nanoseconds since 1970.</param>
    public string[] Settle(long asOf) => Settle(DateTimeOffset.UnixEpoch.AddTicks(asOf / 100));

    public string[] Settle(DateTimeOffset asOf) => [.. _matcher.Settle(asOf).Select(Show)];

    public string[] Finish() => [.. _matcher.Finish().Select(Show)];

    private static string Show(EqlMatch match) =>
        string.Join(' ', match.Events.Select(hit => hit?.Id ?? "_"))
        + string.Concat(match.JoinKeys.Select(key => $" @{key ?? "null"}"));
}
