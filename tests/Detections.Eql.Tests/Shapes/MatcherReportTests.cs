using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Shapes;

/// <summary>What a matcher waits for, what it counts and what its limits cost.</summary>
public sealed class MatcherReportTests
{
    private const string Sequence = "sequence by k with maxspan=5m [any where s == \"A\"] [any where s == \"B\"]";
    private const string Sample = "sample by k [any where s == \"A\"] [any where s == \"B\"]";

    [Fact]
    public void A_sequence_waits_for_its_last_event_to_be_older_than_the_grace()
    {
        var run = new ShapeRun(Sequence);
        run.Add([Happening('A', 0), Happening('B', 10)]);
        Assert.Empty(run.Settle(Seconds(70)));
        Assert.Equal(["A0 B10 @x"], run.Settle(Seconds(71)));
        Assert.Empty(run.Settle(Seconds(72)));
        Assert.Equal(new EqlMatcherReport(2, 0, 0, 0, 0, null, 0, 0), run.Report);
    }

    [Fact]
    public void A_missing_last_event_is_waited_for_until_maxspan_is_older_than_the_grace()
    {
        var run = new ShapeRun("sequence with maxspan=5m [any where s == \"A\"] ![any where s == \"B\"]");
        run.Add([Happening('A', 0)]);
        Assert.Empty(run.Settle(Seconds(360)));
        Assert.Equal(["A0 _"], run.Settle(Seconds(361)));
    }

    [Fact]
    public void The_end_of_the_input_decides_what_is_pending_with_what_is_there()
    {
        var run = new ShapeRun("sequence with maxspan=5m [any where s == \"A\"] ![any where s == \"B\"]");
        run.Add([Happening('A', 0)]);
        Assert.Equal(["A0 _"], run.Finish());
    }

    [Fact]
    public void An_event_later_than_the_grace_is_counted_and_adds_its_sequence()
    {
        var run = new ShapeRun(Sequence);
        run.Add([Happening('B', 10)]);
        Assert.Empty(run.Settle(Seconds(120)));
        run.Add([Happening('A', 0)]);
        Assert.Equal(["A0 B10 @x"], run.Settle(Seconds(121)));
        Assert.Equal(1, run.Report.Late);
        Assert.False(run.Report.IsCut);
    }

    /// <summary>The event that ends the sequence is forgotten when the first comes.</summary>
    [Fact]
    public void An_event_later_than_what_is_remembered_is_counted_and_adds_nothing()
    {
        var run = new ShapeRun(
            $"{Sequence} until [any where s == \"U\"]",
            new EqlMatcherOptions { Retention = TimeSpan.Zero }
        );
        run.Add([Happening('U', 30)]);
        Assert.Empty(run.Settle(Seconds(400)));
        run.Add([Happening('A', 20), Happening('B', 310)]);
        Assert.Empty(run.Settle(Seconds(401)));
        Assert.Equal((1, 1), (run.Report.TooOld, run.Report.Late));
        Assert.True(run.Report.IsCut);
    }

    [Fact]
    public void A_document_counts_once_as_long_as_it_is_remembered_and_is_never_reported_again()
    {
        var run = new ShapeRun(Sequence, new EqlMatcherOptions { Retention = TimeSpan.Zero });
        Happening[] both = [Happening('A', 0), Happening('B', 10)];
        run.Add([.. both, .. both]);
        Assert.Equal(["A0 B10 @x"], run.Settle(Seconds(90)));
        run.Add(both);
        Assert.Empty(run.Settle(Seconds(91)));
        Assert.Equal(2, run.Report.Hits);
        Assert.Empty(run.Settle(Seconds(365)));
        run.Add(both);
        Assert.Empty(run.Settle(Seconds(366)));
    }

    [Fact]
    public void Without_maxspan_hits_are_kept_as_long_as_the_retention()
    {
        const string query = "sequence [any where s == \"A\"] [any where s == \"B\"]";
        Assert.Empty(RunOver(new ShapeRun(query)));
        Assert.Equal(
            ["A0 B7200"],
            RunOver(new ShapeRun(query, new EqlMatcherOptions { Retention = TimeSpan.FromHours(3) }))
        );

        static string[] RunOver(ShapeRun run)
        {
            run.Add([Happening('A', 0)]);
            Assert.Empty(run.Settle(Seconds(5_000)));
            run.Add([Happening('B', 7_200)]);
            return run.Settle(Seconds(8_000));
        }
    }

    [Fact]
    public void A_sample_of_a_key_is_reported_again_once_the_last_is_forgotten()
    {
        var run = new ShapeRun(Sample, new EqlMatcherOptions { Retention = TimeSpan.FromHours(1) });
        run.Add([Happening('A', 0), Happening('B', 10), Happening('A', 20), Happening('B', 30)]);
        Assert.Equal(["A0 B10 @x"], run.Settle(Seconds(100)));
        run.Add([Happening('A', 200), Happening('B', 210)]);
        Assert.Empty(run.Settle(Seconds(300)));
        run.Add([Happening('A', 9_000), Happening('B', 9_001)]);
        Assert.Empty(run.Settle(Seconds(7_200)));
        Assert.Equal(["A9000 B9001 @x"], run.Settle(Seconds(9_100)));
    }

    [Fact]
    public void An_event_without_a_time_is_counted_and_takes_part_only_in_samples_at_the_end()
    {
        var (sequence, sample) = (new ShapeRun(Sequence), new ShapeRun(Sample));
        ShapeRun[] runs = [sequence, sample];
        foreach (var run in runs)
        {
            run.Add([Happening('A', null), Happening('B', 10)]);
            Assert.Empty(run.Settle(Seconds(1_000)));
            Assert.Equal(1, run.Report.Untimed);
            Assert.True(run.Report.IsCut);
        }

        Assert.Empty(sequence.Finish());
        Assert.Equal(["A B10 @x"], sample.Finish());
    }

    [Fact]
    public void More_join_keys_than_the_limit_are_cut_and_counted()
    {
        var run = new ShapeRun(Sequence, new EqlMatcherOptions { MaxKeysPerEvent = 2 });
        run.Add([Happening('A', 0, "a", "b", "c"), Happening('B', 1, "a", "b")]);
        Assert.Equal(["A0 B1 @a", "A0 B1 @b"], run.Finish());
        Assert.Equal(1, run.Report.CutKeys);
        Assert.True(run.Report.IsCut);
    }

    [Fact]
    public void More_hits_than_the_limit_drop_the_oldest_and_say_until_when()
    {
        var run = new ShapeRun(Sequence, new EqlMatcherOptions { MaxHits = 3 });
        run.Add([Happening('A', 0), Happening('A', 1, "y"), Happening('B', 2), Happening('B', 3, "y")]);
        Assert.Equal(["A1 B3 @y"], run.Finish());
        Assert.Equal((1, DateTimeOffset.UnixEpoch), (run.Report.Dropped, run.Report.DroppedUntil));
        Assert.True(run.Report.IsCut);
    }

    [Fact]
    public void Any_point_in_time_may_be_asked_for()
    {
        var run = new ShapeRun(Sequence);
        run.Add([Happening('A', 0), Happening('B', 10)]);
        Assert.Empty(run.Settle(DateTimeOffset.MinValue));
        Assert.Equal(["A0 B10 @x"], run.Settle(DateTimeOffset.MaxValue));
        Assert.Empty(run.Settle(DateTimeOffset.MinValue));
    }

    private static long Seconds(long seconds) => seconds * 1_000_000_000;

    private static Happening Happening(char letter, int? second, params string[] keys) =>
        new(
            "i",
            $"{letter}{second}",
            second is { } time ? Seconds(time) : null,
            null,
            0,
            letter.ToString(),
            new Dictionary<string, string[]> { ["k"] = keys.Length == 0 ? ["x"] : keys }
        );
}
