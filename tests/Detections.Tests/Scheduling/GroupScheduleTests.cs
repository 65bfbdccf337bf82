using Detections.Scheduling;
using Quartz;

namespace Detections.Tests.Scheduling;

public sealed class GroupScheduleTests
{
    [Theory]
    [InlineData("00:00:10", "0/10 * * * * ?")]
    [InlineData("00:01:00", "0 0/1 * * * ?")]
    [InlineData("00:05:00", "0 0/5 * * * ?")]
    [InlineData("00:30:00", "0 0/30 * * * ?")]
    [InlineData("01:00:00", "0 0 0/1 * * ?")]
    [InlineData("12:00:00", "0 0 0/12 * * ?")]
    [InlineData("1.00:00:00", "0 0 0 * * ?")]
    public void An_interval_that_divides_hour_or_day_fires_on_the_beat_of_the_clock(string interval, string cron) =>
        Assert.Equal(cron, GroupSchedule.Cron(TimeSpan.Parse(interval, null)));

    [Theory]
    [InlineData("00:00:07")]
    [InlineData("00:00:45")]
    [InlineData("00:01:30")]
    [InlineData("00:07:00")]
    [InlineData("00:45:00")]
    [InlineData("01:30:00")]
    [InlineData("05:00:00")]
    public void An_interval_for_which_no_cron_expression_fires_evenly_has_none(string interval) =>
        Assert.Null(GroupSchedule.Cron(TimeSpan.Parse(interval, null)));

    [Theory]
    [InlineData("2026-03-29T00:00:00Z")]
    [InlineData("2026-10-25T00:00:00Z")]
    public void On_the_nights_when_local_clocks_change_it_fires_as_on_any_other(string night)
    {
        var builder = TriggerBuilder.Create().WithIdentity(new TriggerKey("a group"));
        GroupSchedule.Apply(builder, TimeSpan.FromMinutes(5));
        var trigger = builder.StartAt(DateTimeOffset.Parse(night, null)).Build();

        var times = new List<DateTimeOffset>();
        for (var time = trigger.GetFireTimeAfter(DateTimeOffset.Parse(night, null)); times.Count < 100; )
        {
            times.Add(time!.Value);
            time = trigger.GetFireTimeAfter(time);
        }

        Assert.All(times.Zip(times.Skip(1)), t => Assert.Equal(TimeSpan.FromMinutes(5), t.Second - t.First));
        Assert.Same(TimeZoneInfo.Utc, Assert.IsType<ICronTrigger>(trigger, exactMatch: false).TimeZone);
    }
}
