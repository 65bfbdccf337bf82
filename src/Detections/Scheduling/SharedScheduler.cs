using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace Detections.Scheduling;

/// <summary>This copy's part in the schedule that copies with the same work share in a PostgreSQL database.</summary>
internal sealed class SharedScheduler : IAsyncDisposable
{
    /// <summary>Who has not checked in for both together is taken for dead, and others do its work.</summary>
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CheckInTolerance = TimeSpan.FromSeconds(4);

    /// <summary>What is later than this has misfired: one run follows, however many were missed.</summary>
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromSeconds(5);

    /// <summary>As many groups as may fire together. Running is waiting, mostly.</summary>
    private const int Concurrency = 64;

    /// <summary>What no copy has fired for so long, and at least two intervals of any rule, belongs to rules that are gone.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(3);

    private readonly ServiceProvider _services;
    private readonly IScheduler _scheduler;

    private SharedScheduler(ServiceProvider services, IScheduler scheduler, string work)
    {
        _services = services;
        _scheduler = scheduler;
        Work = work;
    }

    /// <summary>The fingerprint of what it shares.</summary>
    public string Work { get; }

    /// <param name="database">Its connection string.</param>
    /// <param name="settings">Those in force.</param>
    /// <param name="work">The fingerprint of what is shared.</param>
    /// <param name="gate">Runs what this copy is to run.</param>
    /// <param name="loggers">For what goes wrong in jobs.</param>
    public static async Task<SharedScheduler> StartAsync(
        string database,
        AppSettings settings,
        string work,
        FiringGate gate,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers).AddSingleton(gate);
        services.AddQuartz(q =>
        {
            q.ConfigureScheduler(o =>
            {
                o.InstanceName = $"detections-{settings.Alerts.Namespace}";
                // Its own each time: a name that two copies share would have them take over from each other.
                o.InstanceId = $"{settings.Runs.Instance}-{Guid.NewGuid():N}";
                o.ServedExecutionGroups.Add(work);
            });
            q.UseDefaultThreadPool(Concurrency);
            q.UseTypeLoader<SharedJobType>();
            q.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, database);
                store.ProvisionSchema();
                store.ConfigureStore(o =>
                {
                    o.MisfireThreshold = MisfireThreshold;
                    o.DbRetryInterval = CheckIn;
                    o.StoreJobDataAsStrings = true;
                });
                store.UseClustering(c =>
                {
                    c.CheckinInterval = CheckIn;
                    c.CheckinMisfireThreshold = CheckInTolerance;
                });
            });
        });
        var provider = services.BuildServiceProvider();
        try
        {
            var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
            await scheduler.Start(cancellationToken);
            return new(provider, scheduler, work);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds what is missing of the groups, which others may have added already.</summary>
    public async Task AddAsync(IEnumerable<RuleGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            var job = JobBuilder
                .Create<SharedGroupJob>()
                .WithIdentity(new JobKey(group.Name, Work))
                .DisallowConcurrentExecution()
                .RequestRecovery()
                .StoreDurably()
                .Build();
            var trigger = TriggerBuilder
                .Create()
                .WithIdentity(new TriggerKey(group.Name, Work))
                .WithExecutionGroup(Work)
                .ForJob(job.Key);
            GroupSchedule.Apply(trigger, group.Interval);
            await _scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
            await _scheduler.ScheduleTrigger(trigger.Build(), TriggerConflict.Keep, cancellationToken);
        }

        // A job that could not be made, for whatever reason there was, would stay silent for ever.
        await _scheduler.ResetTriggersFromErrorState(GroupMatcher<TriggerKey>.GroupEquals(Work), cancellationToken);
    }

    /// <summary>Deletes what was left behind by rules and versions that no copy has any more.</summary>
    public async Task TidyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var key in await _scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken))
        {
            if (key.Group == Work)
            {
                continue;
            }

            var triggers = await _scheduler.GetTriggersOfJob(key, cancellationToken);
            if (triggers.All(t => now - (t.PreviousFireTimeUtc ?? t.StartTimeUtc) > Forgotten))
            {
                await _scheduler.DeleteJob(key, cancellationToken);
            }
        }
    }

    /// <summary>How many copies share it, this one counted.</summary>
    public async Task<int> CountCopiesAsync(CancellationToken cancellationToken) =>
        (await _scheduler.QueryClusterNodes(cancellationToken)).Count(n => n.State != ClusterNodeState.Failed);

    public async ValueTask DisposeAsync()
    {
        await _scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        await _services.DisposeAsync();
    }
}
