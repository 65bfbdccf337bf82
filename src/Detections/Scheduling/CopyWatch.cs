using Detections.Elasticsearch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Detections.Scheduling;

/// <summary>Learns from the records of runs what other copies did, so that a copy that stands by knows how it is.</summary>
internal sealed class CopyWatch(Generations generations, RunHistory history, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    /// <summary>A record is seen a moment after the time it tells.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private DateTimeOffset? _seen;

    /// <summary>Why nothing can be learned; null while it can.</summary>
    public string? Trouble { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (generations.Configuration.Settings.Scheduler.Postgres is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Poll, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await generations.UseAsync(services => LookAsync(services, stoppingToken));
                Trouble = null;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Not logged: runs ask the same cluster and tell.
                Trouble = e.Message;
            }
        }
    }

    private async Task LookAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var now = services.GetRequiredService<ClusterClock>().GetUtcNow();
        var longest = generations.Configuration.Rules.Groups.Max(g => g.Interval);
        var runs = await services
            .GetRequiredService<CopyRuns>()
            .LastAsync(_seen - Overlap ?? now - 2 * longest, cancellationToken);
        foreach (var run in runs)
        {
            history.Add(run, now - run.Finished);
            _seen = run.Finished > (_seen ?? run.Finished.AddTicks(-1)) ? run.Finished : _seen;
        }
    }
}
