using System.Globalization;
using Detections.Rules;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Detections.Scheduling;

internal static class SchedulingServices
{
    /// <summary>One job for each group: fired at the start, then on its schedule, never twice at a time.</summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services, RuleSet rules)
    {
        services.AddQuartz(quartz =>
        {
            for (var i = 0; i < rules.Groups.Count; i++)
            {
                var group = rules.Groups[i];
                var key = new JobKey($"group-{i}");
                var position = i.ToString(CultureInfo.InvariantCulture);
                quartz.AddJob<GroupJob>(job =>
                    job.WithIdentity(key).UsingJobData(GroupJob.Position, position).DisallowConcurrentExecution()
                );
                quartz.AddTrigger(trigger => trigger.ForJob(key).StartNow());
                quartz.AddTrigger(trigger => GroupSchedule.Apply(trigger.ForJob(key), group.Interval));
            }
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }
}
