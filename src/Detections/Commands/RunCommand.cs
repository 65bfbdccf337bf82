using System.CommandLine;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Detections.Commands;

/// <summary>The scheduler, until stopped.</summary>
internal static class RunCommand
{
    public const string NoCluster =
        "Elasticsearch:Urls is not set, so there is no cluster to read from. Set it in appsettings.json or by the environment, "
        + "such as Elasticsearch__Urls__0=https://localhost:9200.";

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
        if (Startup.Read(arguments.GetValue(CommonOptions.Config), Console.Error) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        if (arguments.GetValue(OnEmbedded))
        {
            return await NodeCommand.WithNodeAsync(
                new() { DataFile = arguments.GetValue(NodeCommand.Data) },
                node => RunAsync(configuration.On(node.Url), arguments.GetValue(Once), cancellationToken),
                cancellationToken
            );
        }

        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            await Console.Error.WriteLineAsync($"error: {NoCluster} Or try --embedded.");
            return ExitCode.Usage;
        }

        return await RunAsync(configuration, arguments.GetValue(Once), cancellationToken);
    }

    private static async Task<int> RunAsync(Configuration configuration, bool once, CancellationToken cancellationToken)
    {
        if (configuration.Rules.Groups.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                "error: No rule is enabled, so there is nothing to run. See Rules:Items."
            );
            return ExitCode.Usage;
        }

        using var host = DetectionsHost.Create(configuration, schedule: !once, logs: true);
        if (once)
        {
            return await RunOnceAsync(host.Services.GetRequiredService<GroupRunners>(), cancellationToken);
        }

        await host.RunAsync(cancellationToken);
        return ExitCode.Fine;
    }

    private static async Task<int> RunOnceAsync(GroupRunners runners, CancellationToken cancellationToken)
    {
        var exitCode = ExitCode.Fine;
        for (var i = 0; i < runners.Count; i++)
        {
            var report = await runners.RunAsync(i, cancellationToken);
            if (report.Status == RunStatus.Failed || report.WatchesNothing)
            {
                exitCode = Math.Max(exitCode, report.Unreachable ? ExitCode.Unreachable : ExitCode.Findings);
            }
        }

        return exitCode;
    }
}
