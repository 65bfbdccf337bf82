using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Detections.Scheduling;

internal static class SchedulingServices
{
    public static IServiceCollection AddSchedule(this IServiceCollection services)
    {
        services.AddQuartz();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddSingleton<FiringGate>();
        services.AddSingleton<GroupJobs>();
        services.AddHostedService(p => p.GetRequiredService<GroupJobs>());
        return services;
    }
}
