using System.Text;

namespace Detections.Eql.Tests.Shapes;

public sealed class OpeningStepTests
{
    private const string Query =
        "sequence by host.id [process where process.name == \"rare.exe\"] [process where true] ![file where true]";

    [Theory]
    [InlineData("sequence by host.id [process where true] [process where process.name == \"a\"]", 1)]
    [InlineData("sequence by host.id [process where process.name == \"a\"] [process where process.name : \"b*\"]", 0)]
    [InlineData("sequence by host.id with maxspan=1m ![file where file.name == \"a\"] [process where true]", null)]
    [InlineData("sequence by host.id [process where true] [file where event.type == \"creation\"]", null)]
    [InlineData(
        "sequence by host.id [process where true] [file where true] until [file where file.name == \"a\"]",
        null
    )]
    [InlineData("sample by host.id [process where process.name == \"a\"] [process where true]", null)]
    [InlineData("process where process.name == \"a\"", null)]
    public void The_rare_step_is_one_that_every_match_needs_and_that_names_something(string query, int? step) =>
        Assert.Equal(step, EqlQuery.Parse(query).RareStep);

    [Theory]
    [InlineData("sequence by host.id with maxspan=1m ![file where true] [process where true]", 0)]
    [InlineData("sequence by host.id [file where true] [process where true]", 2)]
    [InlineData("process where true", 0)]
    public void Only_a_step_that_every_match_needs_may_open_keys(string query, int step)
    {
        var parsed = EqlQuery.Parse(query);
        var table = FieldTable.Create([.. parsed.Fields, .. parsed.OrderFields]);
        var problem = Assert.Throws<ArgumentException>(() => parsed.CreateMatcher(table, new() { OpeningStep = step }));
        Assert.StartsWith(
            $"Step {step} cannot open join keys: only a step of a sequence that every match needs can",
            problem.Message
        );
    }

    [Fact]
    public void The_filter_asks_for_what_is_rare_and_for_what_shares_a_key_with_it()
    {
        var parsed = EqlQuery.Parse("sequence by host.id [any where a == \"1\"] [any where b == \"2\"]");
        var table = FieldTable.Create([.. parsed.Fields, .. parsed.OrderFields]);
        var matcher = parsed.CreateMatcher(table, new() { OpeningStep = 0 });
        Assert.Equal("a in (\"1\")", matcher.Filter.ToString());

        var reader = new EventReader(table);
        var json = """{"@timestamp": "2026-06-01T12:00:00Z", "host": {"id": "h"}, "a": "1"}"""u8.ToArray();
        Assert.True(reader.TryRead(json, out var values, out _));
        Assert.True(matcher.Add(values, "i", "1"));
        Assert.True(matcher.LacksEvents);

        matcher.BeginReadingAgain();
        Assert.Equal(
            "((a in (\"1\") and host.id in (\"h\")) or (b in (\"2\") and host.id in (\"h\")))",
            matcher.Filter.ToString()
        );
        matcher.EndReadingAgain();
        Assert.False(matcher.LacksEvents);
        Assert.Equal(
            "(a in (\"1\") or (a in (\"1\") and host.id in (\"h\")) or (b in (\"2\") and host.id in (\"h\")))",
            matcher.Filter.ToString()
        );
    }

    [Fact]
    public void An_event_that_is_passed_over_allocates_nothing_though_keys_are_open()
    {
        var parsed = EqlQuery.Parse(Query.Replace("host.id", "host.id with maxspan=1m", StringComparison.Ordinal));
        var table = FieldTable.Create([.. parsed.Fields, .. parsed.OrderFields]);
        var matcher = parsed.CreateMatcher(table, new() { OpeningStep = 0 });
        Assert.True(matcher.Add(Read("rare.exe", "open"), "i", "1"));
        var other = Read("common.exe", "other");
        Assert.False(matcher.Add(other, [1], "i", "2"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            matcher.Add(other, [1], "i", "2");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1, matcher.Report.Hits);

        EqlEvent Read(string process, string host)
        {
            var json =
                $$$"""{"@timestamp": "2026-06-01T12:00:00Z", "event": {"category": "process"}, "host": {"id": "{{{host}}}"}, "process": {"name": "{{{process}}}"}}""";
            Assert.True(
                new EventReader(table).TryRead(Encoding.UTF8.GetBytes(json), out var values, out var problem),
                problem
            );
            return values;
        }
    }
}
