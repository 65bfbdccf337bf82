using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detections.Commands;

/// <summary>The parts of the running program, and how they are put together.</summary>
internal static class DetectionsHost
{
    /// <summary>Long enough for a run in progress to end by itself.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(5);

    public static IHost Create(Configuration configuration, bool schedule, bool logs, TimeProvider? clock = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopTimeout);
        builder.Services.AddSingleton(configuration.Settings).AddSingleton(configuration.Rules);
        builder.Services.AddElasticsearch(configuration.Settings, clock ?? TimeProvider.System);
        builder.Services.AddSingleton<GroupRunners>();
        if (schedule)
        {
            builder.Services.AddSchedule(configuration.Rules);
        }

        if (logs)
        {
            Log(builder.Logging);
        }

        return builder.Build();
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
        // A retry is the normal way of things, and what stays failed is told by the run.
        logging.AddFilter("Polly", LogLevel.None);
    }
}
