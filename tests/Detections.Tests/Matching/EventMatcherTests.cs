using System.Globalization;
using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Tests.Runs;

namespace Detections.Tests.Matching;

public sealed class EventMatcherTests
{
    [Theory]
    [InlineData(
        """{"@timestamp":"2026-07-01T00:00:00Z","event":{"ingested":"2026-08-01T10:00:00Z"}}""",
        "2026-08-01T10:00:00Z"
    )]
    [InlineData(
        """{"@timestamp":"2026-07-01T00:00:00Z","event.ingested":"2026-08-01T10:00:00Z"}""",
        "2026-08-01T10:00:00Z"
    )]
    [InlineData("""{"@timestamp":"2026-07-01T00:00:00Z"}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":["2026-07-01T00:00:00Z","2026-08-01T00:00:00Z"]}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":1782864000000}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"1782864000000"}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"2026-07-01T00:00:00Z","event":{"ingested":"soon"}}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"2026-07-01T00:00:00Z","event":"x"}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":9223372036854775807}""", "1970-01-01T00:00:00Z")]
    [InlineData("""{"@timestamp":{"a":1}}""", "1970-01-01T00:00:00Z")]
    [InlineData("{}", "1970-01-01T00:00:00Z")]
    public void An_event_arrived_when_it_was_ingested_else_at_its_timestamp_else_always_at_the_same(
        string source,
        string arrival
    )
    {
        var matcher = new EventMatcher(new([TestRules.Create()], ValueListFiles.None));
        Assert.True(matcher.TryRead(Encoding.UTF8.GetBytes(source), out var values, out _));

        Assert.Equal(DateTimeOffset.Parse(arrival, CultureInfo.InvariantCulture), matcher.TimesOf(values).Arrived);
    }

    [Fact]
    public void Rules_share_one_reading_of_the_event()
    {
        var matcher = new EventMatcher(
            new(
                [
                    TestRules.Create("a", "process where process.name == \"cmd.exe\""),
                    TestRules.Create("b", "process where process.name == \"net.exe\""),
                ],
                ValueListFiles.None
            )
        );
        Assert.True(
            matcher.TryRead(
                "{\"event\":{\"category\":\"process\"},\"process\":{\"name\":\"net.exe\"}}"u8.ToArray(),
                out var values,
                out _
            )
        );

        Assert.Equal(
            [EventVerdict.NoMatch, EventVerdict.Match],
            Enumerable.Range(0, 2).Select(i => matcher.Judge(i, values))
        );
    }

    [Fact]
    public void What_a_rule_says_by_itself_counts_where_asking_all_at_once_says_otherwise()
    {
        var rules = new RuleMatcher(
            [
                TestRules.Create("a", "process where process.name == \"cmd.exe\""),
                TestRules.Create("b", "process where process.name == \"net.exe\""),
            ],
            ValueListFiles.None
        );
        var mistaken = new StepMatcher([rules.Steps[1][0], rules.Steps[0][0]]);
        var matcher = new EventMatcher(rules, mistaken);
        Assert.True(
            matcher.TryRead(
                "{\"event\":{\"category\":\"process\"},\"process\":{\"name\":\"net.exe\"}}"u8.ToArray(),
                out var values,
                out _
            )
        );
        Assert.Equal([0], matcher.Hits.ToArray().Select(hit => hit.Rule));

        Assert.False(matcher.Verify(0, values));
        Assert.Equal([1], matcher.Hits.ToArray().Select(hit => hit.Rule));
        Assert.True(matcher.Verify(0, values));
        Assert.True(matcher.Verify(1, values));
    }
}
