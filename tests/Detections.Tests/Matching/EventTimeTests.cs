using System.Text;
using Detections.Matching;

namespace Detections.Tests.Matching;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData("2026-05-01T12:00:00Z", "2026-05-01T12:00:00.0000000")]
    [InlineData("2026-05-01T12:00:00.123456789Z", "2026-05-01T12:00:00.1234568")]
    [InlineData("2026-05-01T14:00:00+02:00", "2026-05-01T12:00:00.0000000")]
    [InlineData("2026-05-01T12:00:00", "2026-05-01T12:00:00.0000000")]
    [InlineData("2026-05-01", "2026-05-01T00:00:00.0000000")]
    [InlineData("1777636800000", "2026-05-01T12:00:00.0000000")]
    public void Dates_are_read_as_Elasticsearch_writes_them(string text, string utc)
    {
        Assert.True(EventTime.TryParse(Encoding.UTF8.GetBytes(text), out var time));
        Assert.Equal(utc, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("10:00")]
    [InlineData("Monday, 1 June 2026")]
    [InlineData("999999999999999999")]
    [InlineData("2026-05-01T12:00:00Z and much more than any date could ever need to be written")]
    public void What_is_no_date_is_said_to_be_none(string text) =>
        Assert.False(EventTime.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
