using Detections.Settings;

namespace Detections.Tests.Settings;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("24h", 86_400)]
    [InlineData("30d", 2_592_000)]
    public void A_number_and_a_unit_is_a_duration(string text, int seconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("00:05:00")]
    [InlineData("99999999999d")]
    [InlineData("2147483647d")]
    public void Anything_else_is_none(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90, "90s")]
    [InlineData(540, "9m")]
    [InlineData(3600, "1h")]
    [InlineData(86_400, "1d")]
    public void It_is_written_in_the_largest_unit_that_divides_it(int seconds, string text) =>
        Assert.Equal(text, Duration.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Parts_of_a_second_are_not_lost() =>
        Assert.Equal("0.25s", Duration.Text(TimeSpan.FromMilliseconds(250)));
}
