using System.Runtime.CompilerServices;
using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>The configuration in force, replaced as a whole: a run that has begun ends with the one it began with.</summary>
internal sealed class Generations : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LedgerMemory _memory = new();
    private readonly TimeProvider _local;
    private readonly ILoggerFactory _loggers;
    private Generation _current;

    public Generations(Configuration first, TimeProvider local, ILoggerFactory loggers)
    {
        _local = local;
        _loggers = loggers;
        _memory.KeepOnly(first.Rules);
        _current = new(first, lists: null, _memory, local, loggers);
    }

    /// <summary>Told of every run, before the next of its group can begin.</summary>
    public IList<Func<RunReport, Task>> Listeners { get; } = [];

    public Generation Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    public Configuration Configuration => Current.Configuration;

    public void Replace(Configuration configuration)
    {
        var next = new Generation(configuration, Current.ValueLists, _memory, _local, _loggers);
        Generation last;
        lock (_lock)
        {
            last = _current;
            _memory.KeepOnly(configuration.Rules);
            _current = next;
        }

        Leave(last);
    }

    /// <summary>Runs groups together, as they are now; a group in which no rule is left has no report.</summary>
    public async IAsyncEnumerable<RunReport> RunAsync(
        IReadOnlyCollection<string> groups,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var generation = Enter();
        try
        {
            using var activity = Telemetry.Activities.StartActivity("run");
            var reports = new List<RunReport>();
            var runners = groups.Select(generation.Runner).OfType<GroupRunner>();
            await foreach (var report in GroupFiring.RunAsync(runners, cancellationToken))
            {
                reports.Add(report);
                activity?.SetTag("detections.group", reports.ConvertAll(r => r.Group).ToArray());
                activity?.SetTag("detections.run.id", reports.ConvertAll(r => r.RunId).ToArray());
                activity?.SetTag("detections.run.status", reports.ConvertAll(r => r.Status.ToString()).ToArray());
                foreach (var listener in Listeners)
                {
                    await listener(report);
                }

                yield return report;
            }
        }
        finally
        {
            Leave(generation);
        }
    }

    /// <summary>Lends what was made from the configuration in force.</summary>
    public async Task UseAsync(Func<IServiceProvider, Task> use)
    {
        var generation = Enter();
        try
        {
            await use(generation.Services);
        }
        finally
        {
            Leave(generation);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _current.Dispose();
        }
    }

    private Generation Enter()
    {
        lock (_lock)
        {
            _current.Users++;
            return _current;
        }
    }

    private void Leave(Generation generation)
    {
        lock (_lock)
        {
            if (--generation.Users == 0)
            {
                generation.Dispose();
            }
        }
    }
}
