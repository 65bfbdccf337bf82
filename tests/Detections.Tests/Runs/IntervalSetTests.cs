using CsCheck;
using Detections.Runs;

namespace Detections.Tests.Runs;

public sealed class IntervalSetTests
{
    private const int Horizon = 60;

    private static readonly Gen<(int From, int To)> AnyRange = Gen.Select(
        Gen.Int[0, Horizon],
        Gen.Int[0, Horizon],
        (from, to) => (from, to)
    );

    [Fact]
    public void It_holds_exactly_the_seconds_that_were_added_and_not_forgotten() =>
        Gen.Select(AnyRange.List[0, 12], Gen.Int[0, Horizon])
            .Sample(
                (added, forgotten) =>
                {
                    var set = new IntervalSet();
                    var seconds = new bool[Horizon];
                    foreach (var (from, to) in added)
                    {
                        set.Add(Range(from, to));
                        for (var s = from; s < to; s++)
                        {
                            seconds[s] = true;
                        }
                    }

                    set.ForgetBefore(At(forgotten));
                    Array.Clear(seconds, 0, forgotten);
                    Assert.Equal(seconds, Enumerable.Range(0, Horizon).Select(s => Holds(set, s)));
                }
            );

    [Fact]
    public void Its_ranges_are_sorted_and_neither_overlap_nor_touch() =>
        AnyRange
            .List[0, 12]
            .Sample(added =>
            {
                var set = Set(added);
                Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
                Assert.DoesNotContain(set.Ranges, r => r.IsEmpty);
            });

    [Fact]
    public void Its_holes_are_exactly_what_the_bounds_hold_and_it_does_not() =>
        Gen.Select(AnyRange.List[0, 12], AnyRange)
            .Sample(
                (added, bounds) =>
                {
                    var set = Set(added);
                    var holes = new IntervalSet();
                    foreach (var hole in set.HolesIn(Range(bounds.From, bounds.To)))
                    {
                        holes.Add(hole);
                    }

                    Assert.Equal(
                        Enumerable.Range(0, Horizon).Where(s => s >= bounds.From && s < bounds.To && !Holds(set, s)),
                        Enumerable.Range(0, Horizon).Where(s => Holds(holes, s))
                    );
                }
            );

    [Fact]
    public void The_order_of_adding_does_not_matter() =>
        AnyRange
            .List[0, 8]
            .Sample(added => Assert.Equal(Set(added).Ranges, Set([.. added.AsEnumerable().Reverse()]).Ranges));

    private static IntervalSet Set(List<(int From, int To)> ranges)
    {
        var set = new IntervalSet();
        ranges.ForEach(r => set.Add(Range(r.From, r.To)));
        return set;
    }

    private static bool Holds(IntervalSet set, int second) =>
        set.Ranges.Any(r => r.From <= At(second) && At(second) < r.To);

    private static TimeRange Range(int from, int to) => new(At(from), At(to));

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
}
