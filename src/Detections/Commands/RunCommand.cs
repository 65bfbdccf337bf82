using System.CommandLine;
using System.Net.Sockets;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Detections.Commands;

/// <summary>The scheduler, until stopped.</summary>
internal static class RunCommand
{
    private static readonly Option<bool> Once = new("--once")
    {
        Description = "Run every group of rules once, then exit",
    };
    private static readonly Option<bool> OnEmbedded = new("--embedded")
    {
        Description = "Use a node of its own on loopback in place of a cluster",
    };

    public static Command Create()
    {
        var command = new Command("run", "Run the rules on schedule until stopped (the default)")
        {
            Once,
            OnEmbedded,
            NodeCommand.Data,
            CommonOptions.Config,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (
            Startup.Read(arguments.GetValue(CommonOptions.Config), Console.Error, out var file) is not { } configuration
        )
        {
            return ExitCode.Usage;
        }

        if (arguments.GetValue(OnEmbedded))
        {
            return await NodeCommand.WithNodeAsync(
                new() { DataFile = arguments.GetValue(NodeCommand.Data) },
                node =>
                {
                    file!.Cluster = node.Url;
                    return RunAsync(configuration.On(node.Url), file, arguments.GetValue(Once), cancellationToken);
                },
                cancellationToken
            );
        }

        return await RunAsync(configuration, file!, arguments.GetValue(Once), cancellationToken);
    }

    private static async Task<int> RunAsync(
        Configuration configuration,
        ConfigurationFile file,
        bool once,
        CancellationToken cancellationToken
    )
    {
        if (configuration.Obstacle is { } obstacle)
        {
            var help = obstacle == Configuration.NoCluster ? " Or try --embedded." : "";
            await Console.Error.WriteLineAsync($"error: {obstacle}{help}");
            return ExitCode.Usage;
        }

        return once
            ? await RunOnceAsync(configuration, cancellationToken)
            : await ServeAsync(configuration, file, cancellationToken);
    }

    private static async Task<int> ServeAsync(
        Configuration configuration,
        ConfigurationFile file,
        CancellationToken cancellationToken
    )
    {
        await using var service = DetectionsHost.CreateService(configuration, file);
        try
        {
            await service.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(
                $"error: Nothing can listen on {configuration.Settings.Http.Url}: {e.Message} Set Http:Url to another address or port."
            );
            return ExitCode.Usage;
        }

        await Console.Out.WriteLineAsync($"Health and metrics are at {service.Urls.First()}");
        if (!await GreetAsync(service.Services, configuration, cancellationToken))
        {
            await service.StopAsync(CancellationToken.None);
            return ExitCode.Usage;
        }

        await service.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Fine;
    }

    /// <summary>Whether it can ever work with the cluster that answers.</summary>
    private static async Task<bool> GreetAsync(
        IServiceProvider services,
        Configuration configuration,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await services.GetRequiredService<ClusterGreeting>().SayAsync(configuration, cancellationToken);
            return true;
        }
        catch (UnsupportedClusterException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return false;
        }
        catch (ElasticsearchException e)
        {
            // Credentials can be given, or corrected, while it runs.
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return true;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task<int> RunOnceAsync(Configuration configuration, CancellationToken cancellationToken)
    {
        using var host = DetectionsHost.Create(configuration, schedule: false, logs: true);
        if (!await GreetAsync(host.Services, configuration, cancellationToken))
        {
            return ExitCode.Usage;
        }

        var generations = host.Services.GetRequiredService<Generations>();
        var exitCode = ExitCode.Fine;
        var groups = configuration.Rules.Groups.Select(g => g.Name).ToList();
        await foreach (var report in generations.RunAsync(groups, cancellationToken))
        {
            if (report.Status == RunStatus.Failed || report.WatchesNothing)
            {
                exitCode = Math.Max(exitCode, report.Unreachable ? ExitCode.Unreachable : ExitCode.Findings);
            }
        }

        return exitCode;
    }
}
