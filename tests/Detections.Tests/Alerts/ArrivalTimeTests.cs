using System.Globalization;
using System.Text;
using Detections.Alerts;

namespace Detections.Tests.Alerts;

public sealed class ArrivalTimeTests
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
    [InlineData("""{"@timestamp":"2026-07-01T00:00:00.123456789Z"}""", "2026-07-01T00:00:00.1234568Z")]
    [InlineData("""{"@timestamp":"2026-07-01"}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"2026-07-01T01:00:00+02:00"}""", "2026-06-30T23:00:00Z")]
    [InlineData("""{"@timestamp":"2026-07-01T01:00:00"}""", "2026-07-01T01:00:00Z")]
    [InlineData("""{"@timestamp":1782864000000}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"1782864000000"}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"2026-07-01T00:00:00Z","event":{"ingested":"soon"}}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":"2026-07-01T00:00:00Z","event":"x"}""", "2026-07-01T00:00:00Z")]
    [InlineData("""{"@timestamp":9223372036854775807}""", "1970-01-01T00:00:00Z")]
    [InlineData("""{"@timestamp":{"a":1}}""", "1970-01-01T00:00:00Z")]
    [InlineData("{}", "1970-01-01T00:00:00Z")]
    [InlineData("not json", "1970-01-01T00:00:00Z")]
    public void It_is_event_ingested_else_timestamp_else_always_the_same(string source, string arrival) =>
        Assert.Equal(
            DateTimeOffset.Parse(arrival, CultureInfo.InvariantCulture),
            ArrivalTime.Of(SourceDocument.Read(Encoding.UTF8.GetBytes(source)))
        );
}
