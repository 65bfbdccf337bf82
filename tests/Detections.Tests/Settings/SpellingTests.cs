using Detections.Settings;

namespace Detections.Tests.Settings;

public sealed class SpellingTests
{
    private static readonly string[] Known = ["max_signals", "severity", "query", "to", "tags"];

    [Theory]
    [InlineData("max_signal", "max_signals")]
    [InlineData("maxSignals", "max_signals")]
    [InlineData("sevreity", "severity")]
    [InlineData("qurey", "query")]
    [InlineData("TAG", "tags")]
    [InlineData("colour", null)]
    [InlineData("", null)]
    public void The_nearest_known_word_is_offered_when_it_is_near(string word, string? nearest) =>
        Assert.Equal(nearest, Spelling.Nearest(word, Known));

    [Fact]
    public void Nothing_known_offers_nothing() => Assert.Null(Spelling.Nearest("query", []));
}
