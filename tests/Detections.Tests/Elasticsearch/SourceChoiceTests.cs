using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Tests.Elasticsearch;

public sealed class SourceChoiceTests
{
    [Theory]
    [InlineData(40, 30, true)]
    [InlineData(30, 40, false)]
    public void After_a_first_page_a_page_of_each_kind_is_timed_and_the_faster_kind_stays(
        int whole,
        int narrow,
        bool isNarrow
    )
    {
        var choice = new SourceChoice(NarrowingMode.Auto, canNarrow: true);
        var asked = new List<bool>();
        string? chosen = null;
        foreach (var milliseconds in (int[])[500, whole, narrow, 1, 1])
        {
            asked.Add(choice.IsNarrow);
            chosen ??= choice.Saw(1000, TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal([true, false, true, isNarrow, isNarrow], asked);
        Assert.False(choice.IsTrying);
        Assert.Equal(
            isNarrow
                ? "the fields that rules need: an event came in 30.0 µs by its fields and in 40.0 µs as a whole"
                : "whole events: an event came in 40.0 µs by its fields and in 30.0 µs as a whole",
            chosen
        );
    }

    [Theory]
    [InlineData(nameof(NarrowingMode.On), true, true)]
    [InlineData(nameof(NarrowingMode.Off), true, false)]
    [InlineData(nameof(NarrowingMode.On), false, false)]
    [InlineData(nameof(NarrowingMode.Auto), false, false)]
    public void Where_there_is_no_choice_nothing_is_tried(string mode, bool canNarrow, bool isNarrow)
    {
        var choice = new SourceChoice(Enum.Parse<NarrowingMode>(mode), canNarrow);

        Assert.Null(choice.Saw(1000, TimeSpan.FromMilliseconds(1)));
        Assert.Equal((isNarrow, false), (choice.IsNarrow, choice.IsTrying));
    }
}
