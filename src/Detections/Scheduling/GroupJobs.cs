using Detections.Rules;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Detections.Scheduling;

/// <summary>One job for each group, never twice at a time: fired when it begins, or is configured anew, and then on its schedule.</summary>
internal sealed class GroupJobs(ISchedulerFactory schedulers, Generations generations) : IHostedService
{
    private readonly HashSet<string> _scheduled = new(StringComparer.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken) => SynchroniseAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes the schedule that of the configuration in force.</summary>
    public async Task SynchroniseAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var groups = generations.Configuration.Rules.Groups;
        foreach (var gone in _scheduled.Except(groups.Select(g => g.Name)).ToList())
        {
            await scheduler.DeleteJob(new(gone), cancellationToken);
            _scheduled.Remove(gone);
        }

        foreach (var group in groups)
        {
            if (!_scheduled.Contains(group.Name))
            {
                await AddAsync(scheduler, group, cancellationToken);
                _scheduled.Add(group.Name);
            }
        }

        await FireAsync(cancellationToken);
    }

    /// <summary>Fires every group now.</summary>
    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var group in generations.Configuration.Rules.Groups)
        {
            await scheduler.TriggerJob(
                new(group.Name),
                new JobDataMap { [GroupJob.AtOnce] = bool.TrueString },
                cancellationToken
            );
        }
    }

    private static async Task AddAsync(IScheduler scheduler, RuleGroup group, CancellationToken cancellationToken)
    {
        var job = JobBuilder
            .Create<GroupJob>()
            .WithIdentity(new JobKey(group.Name))
            .DisallowConcurrentExecution()
            .Build();
        var trigger = TriggerBuilder.Create().WithIdentity(new TriggerKey(group.Name));
        GroupSchedule.Apply(trigger, group.Interval);
        await scheduler.ScheduleJob(job, trigger.Build(), cancellationToken: cancellationToken);
    }
}
