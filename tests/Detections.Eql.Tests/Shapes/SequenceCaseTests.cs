namespace Detections.Eql.Tests.Shapes;

/// <summary>The rules of sequences in tables of their own, whatever the order in which the events are added.</summary>
public sealed class SequenceCaseTests
{
    private static readonly FieldTypes Types = FieldTypes.FromMapping(
        """
        {
          "properties": {
            "@timestamp": { "type": "date_nanos" },
            "tie": { "type": "long" },
            "event": { "properties": { "category": { "type": "keyword" } } },
            "k": { "type": "keyword" },
            "m": { "type": "long" },
            "n": { "type": "keyword" }
          }
        }
        """u8.ToArray()
    );

    private static readonly EqlOptions Options = new()
    {
        TiebreakerField = "tie",
        Types = Types,
        RejectsUnknownFields = true,
    };

    public static TheoryData<string> Files => [.. SequenceCase.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_query_finds_what_its_table_says(string file)
    {
        var wrong = new List<string>();
        var cases = SequenceCase.Read(file).ToList();
        foreach (var one in cases)
        {
            var events = one.Events.Split(' ').Select((text, arrival) => (text, arrival)).ToList();
            Judge(one, "in order", Find(one.Query, events, matcher => matcher.Finish()));
            Judge(one, "settled", Find(one.Query, events, matcher => matcher.Settle(DateTimeOffset.MaxValue)));
            events.Reverse();
            // What comes again counts by its first arrival
            var first = events.GroupBy(item => item.text).Select(same => same.MinBy(item => item.arrival));
            Judge(one, "backwards", Find(one.Query, first, matcher => matcher.Finish()));
        }

        Assert.NotEmpty(cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        void Judge(SequenceCase one, string how, string found)
        {
            if (found != one.Expected)
            {
                wrong.Add($"{file}:{one.Line}: {one.Query}\n  {one.Events} {how}\n  found [{found}]");
            }
        }
    }

    private static string Find(
        string text,
        IEnumerable<(string Text, int Arrival)> events,
        Func<EqlMatcher, IEnumerable<EqlMatch>> finish
    )
    {
        var query = EqlQuery.Parse(text, Options);
        var fields = FieldTable.Create([.. query.Fields, .. query.OrderFields], Types);
        var reader = new EventReader(fields);
        var matcher = query.CreateMatcher(fields);
        foreach (var (name, arrival) in events)
        {
            Assert.True(reader.TryRead(SequenceCaseEvent.ToJson(name), out var values, out var problem), problem);
            matcher.Add(values, "events", name, arrival);
        }

        return string.Join("; ", finish(matcher).Select(Show));
    }

    private static string Show(EqlMatch match) =>
        (match.JoinKeys.IsEmpty ? "" : $"{string.Join(',', match.JoinKeys.Select(key => key ?? "null"))}: ")
        + string.Join(' ', match.Events.Select(hit => hit?.Id ?? "-"));
}
