using Detections.Observability;
using Detections.Rules;
using Detections.Scheduling;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detections.Commands;

/// <summary>The parts of the running program, and how they are put together.</summary>
internal static class DetectionsHost
{
    /// <summary>Long enough for a run in progress to end by itself.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs groups when it is told to, or on schedule.</summary>
    public static IHost Create(Configuration configuration, bool schedule, bool logs, TimeProvider? clock = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        Add(builder, configuration, logs, clock ?? TimeProvider.System);
        if (schedule)
        {
            builder.Services.AddSchedule();
        }

        var host = builder.Build();
        if (schedule)
        {
            ListenToRuns(host.Services);
        }

        return host;
    }

    /// <summary>Runs on schedule, takes changes of its configuration over, and answers for its health.</summary>
    public static WebApplication CreateService(Configuration configuration, ConfigurationFile file)
    {
        var settings = configuration.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new());
        Add(builder, configuration, logs: true, new SteadyClock(TimeProvider.System));
        builder.Services.AddSchedule();
        builder.Services.AddSingleton(file).AddSingleton<ConfigurationWatcher>().AddSingleton<RunGauges>();
        builder.Services.AddHostedService(p => p.GetRequiredService<ConfigurationWatcher>());
        builder.Services.AddOpenTelemetry(settings.Telemetry, settings.Runs.Instance);
        builder.AddHttpEndpoints(settings);

        var app = builder.Build();
        var generations = app.Services.GetRequiredService<Generations>();
        generations.Listeners.Add(RunMetrics.RecordAsync);
        ListenToRuns(app.Services);
        app.Services.GetRequiredService<RunGauges>();
        app.MapHttpEndpoints();
        return app;
    }

    private static void ListenToRuns(IServiceProvider services) =>
        services.GetRequiredService<Generations>().Listeners.Add(services.GetRequiredService<RunHistory>().AddAsync);

    private static void Add(IHostApplicationBuilder builder, Configuration configuration, bool logs, TimeProvider clock)
    {
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopTimeout);
        builder.Services.AddSingleton(clock).AddSingleton<ClusterGreeting>();
        builder.Services.AddSingleton(p => new Generations(
            configuration,
            clock,
            p.GetRequiredService<ILoggerFactory>()
        ));
        if (logs)
        {
            Log(builder.Logging);
        }
    }

    private static void Log(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Detections", LogLevel.Information);
        // How it is, is told to who asks; the run has told it to the log.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // A start that fails says why in one sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Whether the database of the shared schedule answers is told when it changes, and not with every attempt.
        logging.AddFilter("Quartz.Impl.AdoJobStore", LogLevel.None);
        logging.AddFilter("Quartz.Core.ErrorLogger", LogLevel.None);
        // A retry is the normal way of things, and what stays failed is told by the run.
        logging.AddFilter("Polly", LogLevel.None);
    }
}
