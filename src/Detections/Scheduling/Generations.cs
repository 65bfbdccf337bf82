using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>The configuration in force, replaced as a whole: a run that has begun ends with the one it began with.</summary>
internal sealed class Generations(Configuration first, TimeProvider local, ILoggerFactory loggers) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LedgerMemory _memory = Remembering(first.Rules);
    private Generation? _current;

    /// <summary>Told of every run, before the next of its group can begin.</summary>
    public IList<Func<RunReport, Task>> Listeners { get; } = [];

    public Generation Current
    {
        get
        {
            lock (_lock)
            {
                return _current ??= new(first, _memory, local, loggers);
            }
        }
    }

    public Configuration Configuration => Current.Configuration;

    public void Replace(Configuration configuration)
    {
        var next = new Generation(configuration, _memory, local, loggers);
        var last = Current;
        lock (_lock)
        {
            _memory.KeepOnly(configuration.Rules);
            _current = next;
        }

        Leave(last);
    }

    /// <summary>Runs a group as it is now; null where no rule is left in it.</summary>
    public async Task<RunReport?> RunAsync(string group, CancellationToken cancellationToken)
    {
        var generation = Enter();
        try
        {
            if (generation.Runner(group) is not { } runner)
            {
                return null;
            }

            using var activity = Telemetry.Activities.StartActivity("run");
            var report = await runner.RunAsync(cancellationToken);
            activity?.SetTag("detections.group", group);
            activity?.SetTag("detections.run.id", report.RunId);
            activity?.SetTag("detections.run.status", report.Status.ToString());
            foreach (var listener in Listeners)
            {
                await listener(report);
            }

            return report;
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
            _current?.Dispose();
        }
    }

    private static LedgerMemory Remembering(RuleSet rules)
    {
        var memory = new LedgerMemory();
        memory.KeepOnly(rules);
        return memory;
    }

    private Generation Enter()
    {
        var generation = Current;
        lock (_lock)
        {
            // Between the two lines another may have become the current one.
            generation = _current!;
            generation.Users++;
            return generation;
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
