using CsCheck;
using Detections.Runs;

namespace Detections.Tests.Runs;

public sealed class SliceBackOffTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const string Pattern = "logs-*";

    [Fact]
    public void What_failed_waits_twice_as_long_each_time_up_to_an_hour()
    {
        var backOff = new SliceBackOff(Interval);
        var slice = Minutes(0, 1);
        var (now, waits) = (Noon, new List<double>());
        for (var failure = 0; failure < 6; failure++)
        {
            backOff.HasFailed(slice, [Pattern], now);
            var minutes = Enumerable.Range(0, 200).First(m => backOff.Open(Pattern, slice, now.AddMinutes(m)).Any());
            waits.Add(minutes);
            now = now.AddMinutes(minutes);
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], waits);
    }

    [Fact]
    public void It_is_tried_again_in_halves_until_they_are_a_minute_long()
    {
        var backOff = new SliceBackOff(Interval);
        backOff.HasFailed(Minutes(0, 15), [Pattern], Noon);
        var halves = backOff.Open(Pattern, Minutes(0, 15), Noon.AddMinutes(10)).ToList();
        Assert.Equal([new(At(0), At(7.5)), new(At(7.5), At(15))], halves);
        Assert.Equal([At(7.5)], backOff.BoundsIn(Minutes(0, 15)).Distinct());

        for (var (part, now) = (halves[0], Noon.AddMinutes(10)); part.Length >= TimeSpan.FromMinutes(2); )
        {
            backOff.HasFailed(part, [Pattern], now);
            now = now.AddHours(1);
            var next = backOff.Open(Pattern, part, now).First();
            Assert.True(next.Length < part.Length);
            part = next;
        }
    }

    [Fact]
    public void A_pattern_that_fails_everywhere_is_not_cut_into_ever_more_parts()
    {
        var backOff = new SliceBackOff(Interval);
        var day = Minutes(0, 24 * 60);
        var now = Noon;
        for (var round = 0; round < 5; round++)
        {
            var open = backOff.Open(Pattern, day, now).ToList();
            Assert.InRange(open.Count, 1, 120);
            open.ForEach(o => backOff.HasFailed(o, [Pattern], now));
            now = now.AddHours(2);
        }
    }

    [Fact]
    public void One_pattern_does_not_wait_for_another()
    {
        var backOff = new SliceBackOff(Interval);
        backOff.HasFailed(Minutes(0, 15), [Pattern], Noon);

        Assert.Empty(backOff.Open(Pattern, Minutes(0, 15), Noon));
        Assert.Equal([Minutes(0, 15)], backOff.Open("winlogbeat-*", Minutes(0, 15), Noon));
    }

    [Fact]
    public void What_is_read_at_last_is_forgotten()
    {
        var backOff = new SliceBackOff(Interval);
        backOff.HasFailed(Minutes(0, 15), [Pattern], Noon);
        backOff.HasSucceeded(Minutes(0, 15), [Pattern]);

        Assert.Equal([Minutes(0, 15)], backOff.Open(Pattern, Minutes(0, 15), Noon));
    }

    [Fact]
    public void The_parts_of_a_hole_never_overlap_and_leave_out_only_what_waits() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 20])
            .List[0, 8]
            .Sample(failed =>
            {
                var backOff = new SliceBackOff(Interval);
                foreach (var (from, length) in failed)
                {
                    backOff.HasFailed(Minutes(from, from + length), [Pattern], Noon);
                }

                var soon = backOff.Open(Pattern, Minutes(0, 60), Noon).ToList();
                var later = backOff.Open(Pattern, Minutes(0, 60), Noon.AddHours(2)).ToList();

                Assert.Equal(soon.OrderBy(p => p.To), soon);
                Assert.All(later.Zip(later.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
                Assert.Equal((At(0), At(60)), (later[0].From, later[^1].To));
                Assert.All(
                    failed.TakeLast(1),
                    f => Assert.DoesNotContain(soon, p => !p.Within(Minutes(f.Item1, f.Item1 + f.Item2)).IsEmpty)
                );
            });

    private static TimeRange Minutes(int from, int to) => new(At(from), At(to));

    private static DateTimeOffset At(double minute) => Noon.AddHours(-5).AddMinutes(minute);
}
