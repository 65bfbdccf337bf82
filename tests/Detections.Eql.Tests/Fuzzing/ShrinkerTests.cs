namespace Detections.Eql.Tests.Fuzzing;

public sealed class ShrinkerTests
{
    [Theory]
    [InlineData("some (text) with (brackets", "(")]
    [InlineData("((((((((", "(")]
    [InlineData("(", "(")]
    public void What_makes_an_input_fail_is_what_is_left(string input, string expected) =>
        Assert.Equal(expected, new string(Shrinker.Shrink(input.ToCharArray(), candidate => candidate.Contains('('))));

    [Fact]
    public void Two_causes_that_need_each_other_are_both_left() =>
        Assert.Equal(
            "xy",
            new string(
                Shrinker.Shrink(
                    "ab x cd y ef".ToCharArray(),
                    candidate => candidate.Contains('x') && candidate.Contains('y')
                )
            )
        );
}
