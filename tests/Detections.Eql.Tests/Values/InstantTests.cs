using System.Text;
using CsCheck;
using Detections.Eql.Values;

namespace Detections.Eql.Tests.Values;

public sealed class InstantTests
{
    [Theory]
    [InlineData("2022", "2022-01-01T00:00:00.000000000Z", "2022-01-01T23:59:59.999999999Z")]
    [InlineData("2022-03", "2022-03-01T00:00:00.000000000Z", "2022-03-01T23:59:59.999999999Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.000000000Z", "2024-02-29T23:59:59.999999999Z")]
    [InlineData("2022-03-04T", "2022-03-04T00:00:00.000000000Z", "2022-03-04T23:59:59.999999999Z")]
    [InlineData("2022-03-04T05", "2022-03-04T05:00:00.000000000Z", "2022-03-04T05:59:59.999999999Z")]
    [InlineData("2022-03-04T05:06", "2022-03-04T05:06:00.000000000Z", "2022-03-04T05:06:59.999999999Z")]
    [InlineData("2022-03-04T05:06:07Z", "2022-03-04T05:06:07.000000000Z", "2022-03-04T05:06:07.999999999Z")]
    [InlineData("2022-03-04T05:06:07.5Z", "2022-03-04T05:06:07.500000000Z", "2022-03-04T05:06:07.500000000Z")]
    [InlineData("2022-03-04T05:06:07,123456789", "2022-03-04T05:06:07.123456789Z", "2022-03-04T05:06:07.123456789Z")]
    [InlineData("2022-03-04T05:06:07+02:00", "2022-03-04T03:06:07.000000000Z", "2022-03-04T03:06:07.999999999Z")]
    [InlineData("2022-03-04T05:06:07-0130", "2022-03-04T06:36:07.000000000Z", "2022-03-04T06:36:07.999999999Z")]
    [InlineData("2022-03-04T05+05", "2022-03-04T00:00:00.000000000Z", "2022-03-04T00:59:59.999999999Z")]
    [InlineData("10", "1970-01-01T00:00:00.010000000Z", "1970-01-01T00:00:00.010000000Z")]
    [InlineData("-1", "1969-12-31T23:59:59.999000000Z", "1969-12-31T23:59:59.999000000Z")]
    [InlineData("1516116808349", "2018-01-16T15:33:28.349000000Z", "2018-01-16T15:33:28.349000000Z")]
    [InlineData("1516116808349.123456", "2018-01-16T15:33:28.349123456Z", "2018-01-16T15:33:28.349123456Z")]
    [InlineData("0001-01-01", "1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224192Z")]
    [InlineData("9999-12-31", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z")]
    [InlineData("99999999999999999999", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z")]
    public void A_text_stands_for_all_instants_that_it_leaves_open(string text, string from, string to)
    {
        Assert.True(Instant.TryParse(Encoding.UTF8.GetBytes(text), out var range));
        Assert.Equal((from, to), (Exact(range.From), Exact(range.To)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2022-13")]
    [InlineData("2022-00-01")]
    [InlineData("2022-1-1")]
    [InlineData("2022-")]
    [InlineData("2023-02-29")]
    [InlineData("2022-03-04 05:06")]
    [InlineData("2022-03-04Z")]
    [InlineData("2022-03-04T24:00")]
    [InlineData("2022-03-04T05:60")]
    [InlineData("2022-03-04T05:06:07.")]
    [InlineData("2022-03-04T05:06:07.1234567890Z")]
    [InlineData("2022-03-04T05:06:07ZZ")]
    [InlineData("2022-03-04T05:06:07+2")]
    [InlineData("2022-03-04T05:06:07+02:")]
    [InlineData("22")]
    [InlineData("1e3x")]
    [InlineData("--1")]
    public void What_is_no_date_is_refused(string text) =>
        Assert.Equal(text == "22", Instant.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_printed_instant_is_read_as_itself() =>
        Gen.Long.Sample(nanoseconds =>
            Instant.TryParse(Encoding.UTF8.GetBytes(Instant.ToText(nanoseconds)), out var range)
            && range.From == nanoseconds
        );

    [Theory]
    [InlineData("2022-03-04T05:06:07.123456789Z", false, true, "2022-03-04T05:06:07.123456789Z")]
    [InlineData("2022-03-04T05:06:07.123456789Z", false, false, "2022-03-04T05:06:07.123000000Z")]
    [InlineData("1969-12-31T23:59:59.9999Z", false, false, "1969-12-31T23:59:59.999000000Z")]
    [InlineData("2022", true, true, "1970-01-01T00:00:02.022000000Z")]
    [InlineData("2022", false, true, "2022-01-01T00:00:00.000000000Z")]
    [InlineData("1.5e3", true, true, "1970-01-01T00:00:01.500000000Z")]
    [InlineData("1e300", true, true, "2262-04-11T23:47:16.854775807Z")]
    [InlineData("-1e300", true, false, "1677-09-21T00:12:43.145224192Z")]
    public void A_value_of_a_document_is_an_instant(string text, bool isNumber, bool keepsNanoseconds, string expected)
    {
        Assert.True(Instant.TryRead(Encoding.UTF8.GetBytes(text), isNumber, keepsNanoseconds, out var nanoseconds));
        Assert.Equal(expected, Exact(nanoseconds));
    }

    [Theory]
    [InlineData("2022-03-04T05:06:07Z", "2022-03-04T05:06:06.999Z", -1)]
    [InlineData("2022-03-04T05:06:07Z", "2022-03-04T05:06:07.000Z", 0)]
    [InlineData("2022-03-04T05:06:07Z", "2022-03-04T05:06:07.999Z", 0)]
    [InlineData("2022-03-04T05:06:07Z", "2022-03-04T05:06:08.000Z", 1)]
    [InlineData("2022-03", "2022-03-02", 1)]
    [InlineData("2022-03-04T05:06:07.123456Z", "2022-03-04T05:06:07.123Z", 0)]
    public void A_literal_is_before_after_or_at_a_value(string literal, string value, int expected)
    {
        Assert.True(DateLiteral.TryParse(literal, keepsNanoseconds: false, out var range, out var problem), problem);
        Assert.True(Instant.TryRead(Encoding.UTF8.GetBytes(value), isNumber: false, false, out var nanoseconds));
        Assert.Equal(expected, range.Compare(nanoseconds));
    }

    [Theory]
    [InlineData(
        "now-1d",
        "The date [now-1d] depends on when the query runs; write a fixed date such as [2024-05-31T12:00:00Z]"
    )]
    [InlineData(
        "2022-01-01||+1d",
        "The date [2022-01-01||+1d] is a calculation; write its result, such as [2024-05-31T12:00:00Z]"
    )]
    [InlineData(
        "yesterday",
        "[yesterday] is not a date; write it as [2024-05-31], as [2024-05-31T12:00:00Z] or in milliseconds since 1970"
    )]
    public void A_literal_that_is_no_date_is_explained(string literal, string sentence)
    {
        Assert.False(DateLiteral.TryParse(literal, keepsNanoseconds: true, out _, out var problem));
        Assert.Equal(sentence, problem);
    }

    [Fact]
    public void A_number_is_milliseconds()
    {
        Assert.Equal(1_516_116_808_349_000_000, DateLiteral.Of(new Number(1_516_116_808_349L)).From);
        Assert.Equal(long.MaxValue, DateLiteral.Of(new Number(long.MaxValue)).From);
        Assert.Equal(long.MinValue, DateLiteral.Of(new Number(double.NegativeInfinity)).To);
    }

    /// <summary>All nine digits, unlike the text that functions see.</summary>
    private static string Exact(long nanoseconds)
    {
        var second = (long)Math.Floor(nanoseconds / 1e9m);
        return $"{DateTimeOffset.FromUnixTimeSeconds(second):yyyy-MM-ddTHH:mm:ss}.{nanoseconds - (second * 1_000_000_000m):000000000}Z";
    }
}
