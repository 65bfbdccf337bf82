using Detections.Embedded.Mapping.Dates;

namespace Detections.Embedded.Tests.Mapping;

public sealed class DateMathTests
{
    private static readonly DateTimeOffset Now = new(2024, 2, 29, 13, 14, 15, 678, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2024-02-29T13:14:15.678Z", "2024-02-29T13:14:15.678Z")]
    [InlineData("now-9m", "2024-02-29T13:05:15.678Z", "2024-02-29T13:05:15.678Z")]
    [InlineData("now+1d-1h", "2024-03-01T12:14:15.678Z", "2024-03-01T12:14:15.678Z")]
    [InlineData("now-1y", "2023-02-28T13:14:15.678Z", "2023-02-28T13:14:15.678Z")]
    [InlineData("now-1M", "2024-01-29T13:14:15.678Z", "2024-01-29T13:14:15.678Z")]
    [InlineData("now-w", "2024-02-22T13:14:15.678Z", "2024-02-22T13:14:15.678Z")]
    [InlineData("now/y", "2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z")]
    [InlineData("now/M", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z")]
    [InlineData("now/w", "2024-02-26T00:00:00.000Z", "2024-03-03T23:59:59.999Z")]
    [InlineData("now/d", "2024-02-29T00:00:00.000Z", "2024-02-29T23:59:59.999Z")]
    [InlineData("now/h", "2024-02-29T13:00:00.000Z", "2024-02-29T13:59:59.999Z")]
    [InlineData("now/m", "2024-02-29T13:14:00.000Z", "2024-02-29T13:14:59.999Z")]
    [InlineData("now/s", "2024-02-29T13:14:15.000Z", "2024-02-29T13:14:15.999Z")]
    [InlineData("now-1d/d+1h", "2024-02-28T01:00:00.000Z", "2024-02-29T00:59:59.999Z")]
    [InlineData("2024-01-31||+1M/d", "2024-02-29T00:00:00.000Z", "2024-02-29T23:59:59.999Z")]
    [InlineData("2024", "2024-01-01T00:00:00.000Z", "2024-01-01T23:59:59.999Z")]
    [InlineData("2024-02", "2024-02-01T00:00:00.000Z", "2024-02-01T23:59:59.999Z")]
    [InlineData("2024-02-03", "2024-02-03T00:00:00.000Z", "2024-02-03T23:59:59.999Z")]
    [InlineData("2024-02-03T04", "2024-02-03T04:00:00.000Z", "2024-02-03T04:59:59.999Z")]
    [InlineData("2024-02-03T04:05+02:00", "2024-02-03T02:05:00.000Z", "2024-02-03T02:05:59.999Z")]
    [InlineData("2024-02-03T04:05:06-0130", "2024-02-03T05:35:06.000Z", "2024-02-03T05:35:06.999Z")]
    [InlineData("2024-02-03T04:05:06.7Z", "2024-02-03T04:05:06.700Z", "2024-02-03T04:05:06.700Z")]
    [InlineData("1706933106789", "2024-02-03T04:05:06.789Z", "2024-02-03T04:05:06.789Z")]
    [InlineData("-1", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z")]
    public void A_date_rounds_down_for_gte_and_lt_and_up_for_gt_and_lte(string text, string down, string up)
    {
        Assert.Equal(
            down,
            DateFormat.Default.Show(DateMath.Read(text, DateFormat.Default, roundUp: false, Now), nanos: false)
        );
        Assert.Equal(
            up,
            DateFormat.Default.Show(DateMath.Read(text, DateFormat.Default, roundUp: true, Now), nanos: false)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("now-")]
    [InlineData("now-9")]
    [InlineData("now/2d")]
    [InlineData("now 9m")]
    [InlineData("2024-1-1")]
    [InlineData("2024-02-30")]
    [InlineData("2024-02-03 04:05:06")]
    [InlineData("2024-02-03T24:00:00Z")]
    [InlineData("2024-02-03T04:05:06.Z")]
    [InlineData("0000-01-01")]
    [InlineData("0001-01-01T00:00:00+05:00")]
    [InlineData("now-9999y")]
    [InlineData("now+99999999999d")]
    [InlineData("9999-12-31||+1d")]
    public void What_is_no_date_is_refused(string text) =>
        Assert.Throws<FormatException>(() => DateMath.Read(text, DateFormat.Default, roundUp: false, Now));

    [Theory]
    [InlineData("strict_date")]
    [InlineData("strict_date_time")]
    [InlineData("strict_date_time_no_millis")]
    [InlineData("iso8601")]
    [InlineData("epoch_millis||basic_date")]
    public void A_format_that_would_read_dates_otherwise_is_refused(string format) =>
        Assert.Contains(
            "the embedded node knows strict_date_optional_time, date_optional_time, strict_date_optional_time_nanos, epoch_millis, epoch_second and patterns of [yMdHmsS]",
            Assert.Throws<FormatException>(() => DateFormat.Parse(format)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("strict_date_optional_time", "2024-02-03T04:05:06.789Z")]
    [InlineData("strict_date_optional_time_nanos", "2024-02-03T04:05:06.789012Z")]
    [InlineData("epoch_millis||date_optional_time", "1706933106789")]
    [InlineData("epoch_second", "1706933106")]
    public void A_date_is_shown_in_the_first_of_its_formats(string format, string expected)
    {
        var instant = DateFormat.Default.Read("2024-02-03T04:05:06.789012Z");
        Assert.Equal(expected, DateFormat.Parse(format).Show(instant, nanos: false));
    }
}
