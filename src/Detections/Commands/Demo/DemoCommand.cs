using System.CommandLine;
using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Embedded;
using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Demo;

/// <summary>`run` on a fresh embedded node with sample Windows telemetry, the UM attack among it.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Exit after the first run" };

    public static Command Create()
    {
        var command = new Command("demo", "Show the product at work on sample telemetry, with nothing but this program")
        {
            Once,
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

        await using var node = await EmbeddedNode.StartAsync(new(), cancellationToken);
        using var host = DetectionsHost.Create(configuration.On(node.Url), schedule: true, logs: false);
        var generations = host.Services.GetRequiredService<Generations>();
        var cluster = new DemoCluster(generations.Current.Services.GetRequiredService<ElasticsearchClient>());
        var traffic = new DemoTraffic(cluster, TimeProvider.System);
        var events = await traffic.FillAsync(cancellationToken);

        await using var screen = DemoScreen.Create(node.Url, events);
        var finished = new TaskCompletionSource();
        var alias = AlertIndex.Alias(configuration.Settings.Alerts.Namespace);
        generations.Listeners.Add(async report =>
        {
            try
            {
                screen.Show(
                    report,
                    report.Created > 0 ? await cluster.AlertsAsync(alias, report.RunId, CancellationToken.None) : []
                );
            }
            finally
            {
                finished.TrySetResult();
            }
        });

        await host.StartAsync(cancellationToken);
        await (
            arguments.GetValue(Once) ? finished.Task.WaitAsync(cancellationToken) : traffic.FlowAsync(cancellationToken)
        );
        screen.Stopping();
        await host.StopAsync(CancellationToken.None);
        return ExitCode.Fine;
    }
}
