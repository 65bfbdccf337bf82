using System.Globalization;
using Detections.Alerts;

namespace Detections.Tests.Alerts;

public sealed class AlertIndexTests
{
    [Theory]
    [InlineData("2026-08-31T23:59:59Z", "detections-alerts-soc-2026.08")]
    [InlineData("2026-08-31T23:59:59-02:00", "detections-alerts-soc-2026.09")]
    [InlineData("2026-09-01T01:00:00+02:00", "detections-alerts-soc-2026.08")]
    [InlineData("0999-01-01T00:00:00Z", "detections-alerts-soc-0999.01")]
    public void The_month_is_that_of_the_arrival_in_utc(string arrival, string name) =>
        Assert.Equal(name, AlertIndex.Name("soc", DateTimeOffset.Parse(arrival, CultureInfo.InvariantCulture)));

    [Fact]
    public void The_alias_is_the_name_without_the_month() =>
        Assert.Equal("detections-alerts-soc", AlertIndex.Alias("soc"));
}
