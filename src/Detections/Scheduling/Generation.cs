using Detections.Elasticsearch;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>Everything that was made from one configuration. It serves until another takes its place and its last run has ended.</summary>
internal sealed class Generation : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, GroupRunner> _runners;

    public Generation(
        Configuration configuration,
        ValueListFiles? lists,
        LedgerMemory memory,
        TimeProvider local,
        ILoggerFactory loggers
    )
    {
        Configuration = configuration;
        ValueLists = ValueListFiles.Load(configuration.Rules.ValueLists, lists);
        Since = local.GetUtcNow();
        _services = ElasticsearchServices.Create(configuration.Settings, local, loggers);
        var matchers = new EventMatcherPool(new([.. configuration.Rules.Groups.SelectMany(g => g.Rules)], ValueLists));
        var sequences = new SequenceMemory(configuration.Settings.Sweep);
        _runners = configuration.Rules.Groups.ToDictionary(
            g => g.Name,
            g => new GroupRunner(
                g,
                configuration.Settings,
                matchers,
                _services.GetRequiredService<IEventSource>(),
                _services.GetRequiredService<IAlertStore>(),
                memory,
                sequences,
                _services.GetRequiredService<ClusterClock>(),
                new RunLog(loggers.CreateLogger<GroupRunner>())
            ),
            StringComparer.Ordinal
        );
    }

    public Configuration Configuration { get; }

    public ValueListFiles ValueLists { get; }

    /// <summary>By this machine's clock.</summary>
    public DateTimeOffset Since { get; }

    public IServiceProvider Services => _services;

    /// <summary>How many runs are going on in it, and one more while it is the current one.</summary>
    public int Users { get; set; } = 1;

    public GroupRunner? Runner(string group) => _runners.GetValueOrDefault(group);

    public void Dispose() => _services.Dispose();
}
