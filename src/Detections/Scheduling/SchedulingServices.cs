using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Detections.Scheduling;

internal static class SchedulingServices
{
    /// <summary>Each copy has a schedule of its own; where there is one to share, it is what is left when that fails.</summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services)
    {
        services.AddQuartz();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddSingleton<FiringGate>();
        services.AddSingleton<FiringDuty>();
        services.AddSingleton<GroupJobs>();
        services.AddSingleton<SharedSchedule>();
        services.AddSingleton<CopyWatch>();
        services.AddSingleton<RunHistory>();
        services.AddHostedService(p => p.GetRequiredService<GroupJobs>());
        services.AddHostedService(p => p.GetRequiredService<SharedSchedule>());
        services.AddHostedService(p => p.GetRequiredService<CopyWatch>());
        return services;
    }
}
