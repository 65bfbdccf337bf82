using System.Globalization;
using Quartz;

namespace Detections.Scheduling;

/// <summary>When a group fires: at once, and then on the beat of the clock where its interval divides the hour or the day.</summary>
internal static class GroupSchedule
{
    /// <summary>The cron expression of an interval; null where no expression fires evenly.</summary>
    public static string? Cron(TimeSpan interval)
    {
        var culture = CultureInfo.InvariantCulture;
        return interval switch
        {
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerSecond != 0 => null,
            { TotalSeconds: < 60 and var s } when 60 % s == 0 => string.Create(culture, $"0/{(int)s} * * * * ?"),
            { TotalMinutes: < 60 and var m } when m % 1 == 0 && 60 % m == 0 => string.Create(
                culture,
                $"0 0/{(int)m} * * * ?"
            ),
            { TotalHours: < 24 and var h } when h % 1 == 0 && 24 % h == 0 => string.Create(
                culture,
                $"0 0 0/{(int)h} * * ?"
            ),
            { TotalDays: 1 } => "0 0 0 * * ?",
            _ => null,
        };
    }

    /// <summary>After a misfire one run follows, not several: it covers the whole hole.</summary>
    public static void Apply(ITriggerConfigurator<IJob> trigger, TimeSpan interval)
    {
        if (Cron(interval) is { } cron)
        {
            trigger.WithCronSchedule(
                cron,
                c => c.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
            );
            return;
        }

        trigger.WithSimpleSchedule(s =>
            s.WithInterval(interval)
                .RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount)
        );
    }
}
