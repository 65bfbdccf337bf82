using System.Text;
using CsCheck;
using Detections.Eql.Tests.Support;
using Detections.Eql.Values;

namespace Detections.Eql.Tests.Values;

public sealed class DateFormatTests
{
    [Theory]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'Z'", "2017-08-30T20:47:33Z", "2017-08-30T20:47:33Z")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2017-08-30T20:47:33.120Z", "2017-08-30T20:47:33.120Z")]
    [InlineData("uuuu-MM-dd HH:mm:ss.SSSSSSSSS", "2017-08-30 20:47:33.123456789", "2017-08-30T20:47:33.123456789Z")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssX", "2017-08-30T20:47:33Z", "2017-08-30T20:47:33Z")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssXXX", "2017-08-30T20:47:33+02:00", "2017-08-30T18:47:33Z")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssZ", "2017-08-30T20:47:33-0130", "2017-08-30T22:17:33Z")]
    [InlineData("dd/MMM/yyyy:HH:mm:ss Z", "30/Aug/2017:20:47:33 +0000", "2017-08-30T20:47:33Z")]
    [InlineData("EEE MMM d HH:mm:ss yyyy", "Wed Aug 3 20:47:33 2017", "2017-08-03T20:47:33Z")]
    [InlineData("EEEE, d MMMM yyyy", "Wednesday, 30 August 2017", "2017-08-30T00:00Z")]
    [InlineData("MM/dd/yy hh:mm a", "08/30/17 12:05 AM", "2017-08-30T00:05Z")]
    [InlineData("M/d/yyyy h:mm:ss a", "8/3/2017 12:05:01 PM", "2017-08-03T12:05:01Z")]
    [InlineData("h 'o''clock' d/M/yyyy", "9 o'clock 3/8/2017", "2017-08-03T09:00Z")]
    [InlineData("yyyyMMddHHmmss", "20170830204733", "2017-08-30T20:47:33Z")]
    [InlineData("yyyy年M月d日", "2017年8月30日", "2017-08-30T00:00Z")]
    [InlineData("HH:mm", "20:47", "1970-01-01T20:47Z")]
    [InlineData("basic_date", "20170830", "2017-08-30T00:00Z")]
    [InlineData("basic_date_time", "20170830T204733.500Z", "2017-08-30T20:47:33.500Z")]
    [InlineData("iso8601", "2017-08-30T20:47:33Z", "2017-08-30T20:47:33Z")]
    [InlineData("date", "2017-08-30", "2017-08-30T00:00Z")]
    [InlineData("epoch_millis", "2017", "1970-01-01T00:00:02.017Z")]
    [InlineData("epoch_second", "1504126053", "2017-08-30T20:47:33Z")]
    [InlineData("epoch_second", "1504126053.25", "2017-08-30T20:47:33.250Z")]
    [InlineData("epoch_second", "1e300", "2262-04-11T23:47:16.854775807Z")]
    [InlineData("strict_date_optional_time||epoch_second", "1504126053", "2017-08-30T20:47:33Z")]
    [InlineData("strict_date_optional_time||epoch_second", "2017-08-30T20:47:33Z", "2017-08-30T20:47:33Z")]
    [InlineData("yyyy-MM-dd HH:mm:ss || yyyy-MM-dd", "2017-08-30", "2017-08-30T00:00Z")]
    public void A_text_is_read_by_the_format_of_its_field(string format, string text, string expected)
    {
        Assert.True(
            DateFormat.Of(format)!.TryParse(Encoding.UTF8.GetBytes(text), keepsNanoseconds: true, out var range)
        );
        Assert.Equal(expected, Instant.ToText(range.From));
    }

    [Theory]
    [InlineData("yyyy-MM-dd", "2017-08-30T20:47:33Z")]
    [InlineData("yyyy-MM-dd", "2017-8-30")]
    [InlineData("yyyy-MM-dd", "2017-02-30")]
    [InlineData("yyyy-MM-dd", "2017-13-01")]
    [InlineData("yyyy-MM-dd", "0000-01-01")]
    [InlineData("yyyy-MM-dd", "")]
    [InlineData("HH", "24")]
    [InlineData("h a", "0 AM")]
    [InlineData("h a", "1 XM")]
    [InlineData("d MMM yyyy", "30 August 2017")]
    [InlineData("d MMM yyyy", "30 Agosto 2017")]
    [InlineData("ss.SSS", "33.12")]
    [InlineData("yyyy-MM-ddX", "2017-08-30")]
    [InlineData("strict_date_optional_time", "1504126053")]
    [InlineData("epoch_second", "soon")]
    [InlineData("%", "1")]
    [InlineData("\\", "1")]
    [InlineData("", "1")]
    [InlineData("yyyy'", "2017'")]
    [InlineData("[yyyy]", "[2017]")]
    public void Any_other_text_is_no_date(string format, string text) =>
        Assert.False(DateFormat.Of(format)!.TryParse(Encoding.UTF8.GetBytes(text), keepsNanoseconds: true, out _));

    /// <summary>A mapping is data: whatever stands in it, evaluation goes on.</summary>
    [Fact]
    public void No_format_and_no_text_make_reading_fail() =>
        Gen.Select(Gen.String["yuMdEHhamsSXZ'[]-: T|q%"], Gen.String["0123456789-+:. TZAPMay\u0000é"])
            .Sample(
                (format, text) =>
                {
                    var isDate = DateFormat.Of(format)!.TryParse(Encoding.UTF8.GetBytes(text), true, out var range);
                    return isDate ? range.From <= range.To : range == default;
                }
            );

    [Fact]
    public void The_default_is_not_kept()
    {
        Assert.Null(DateFormat.Of(null));
        Assert.Null(DateFormat.Of("strict_date_optional_time||epoch_millis"));
    }

    [Theory]
    [InlineData("yyyy-MM", "2017-08", "2017-08-01T23:59:59.999Z")]
    [InlineData("yyyy-MM-dd", "2017-08-30", "2017-08-30T23:59:59.999Z")]
    [InlineData("yyyy-MM-dd HH", "2017-08-30 20", "2017-08-30T20:59:59.999Z")]
    [InlineData("HH yyyy-MM-dd", "20 2017-08-30", "2017-08-30T20:59:59.999Z")]
    [InlineData("yyyy-MM-dd HH:mm", "2017-08-30 20:47", "2017-08-30T20:47:59.999Z")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2017-08-30 20:47:33", "2017-08-30T20:47:33.999Z")]
    [InlineData("yyyy-MM-dd HH:mm:ss.SSSSSS", "2017-08-30 20:47:33.123456", "2017-08-30T20:47:33.123Z")]
    [InlineData("strict_date_optional_time||epoch_second", "2017-08-30", "2017-08-30T23:59:59.999Z")]
    [InlineData("strict_date_optional_time||epoch_second", "1504126053", "2017-08-30T20:47:33Z")]
    public void What_a_text_leaves_open_ends_with_its_last_millisecond(string format, string text, string last)
    {
        Assert.True(
            DateFormat.Of(format)!.TryParse(Encoding.UTF8.GetBytes(text), keepsNanoseconds: false, out var range)
        );
        Assert.Equal(last, Instant.ToText(range.To));
    }

    [Theory]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'Z'", "\"2017-08-30T20:47:33Z\"", "when == \"2017-08-30T20:47:33Z\"")]
    [InlineData("yyyy-MM-dd HH:mm||yyyy-MM-dd", "\"2017-08-30 20:47\"", "when <= \"2017-08-30\"")]
    [InlineData("yyyy-MM-dd HH:mm||yyyy-MM-dd", "\"2017-08-30 20:47\"", "when == \"2017-08-30\"")]
    [InlineData("yyyy-MM-dd HH:mm||yyyy-MM-dd", "\"2017-08-30 20:47\"", "not when > \"2017-08-30\"")]
    [InlineData("yyyy-MM-dd HH:mm", "\"2017-08-30 20:47\"", "when in (\"2017-08-30T20:47\", \"2000-01-01\")")]
    [InlineData("strict_date_optional_time||epoch_second", "1504126053", "when >= \"2017-08-30T20:47:33Z\"")]
    [InlineData("strict_date_optional_time||epoch_second", "1504126053", "when == 1504126053")]
    [InlineData("epoch_second", "\"1504126053\"", "string(when) == \"2017-08-30T20:47:33Z\"")]
    [InlineData(
        "strict_date_optional_time||epoch_second",
        "\"2017-08-30T20:47:33.1239Z\"",
        "when == \"2017-08-30T20:47:33.123Z\""
    )]
    public void A_query_reads_values_and_literals_by_the_format_of_the_field(
        string format,
        string value,
        string condition
    )
    {
        var mapping = $$"""{"properties": {"when": {"type": "date", "format": "{{format}}"} } }""";
        var options = new EqlOptions { Types = FieldTypes.FromMapping(Encoding.UTF8.GetBytes(mapping)) };
        var query = EqlQuery.Parse($"any where {condition}", options);

        Assert.True(Event.Matches(query, Encoding.UTF8.GetBytes($$"""{"when": {{value}} }""")));
    }
}
