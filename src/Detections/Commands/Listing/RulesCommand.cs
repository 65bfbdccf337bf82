using System.CommandLine;
using Detections.Elasticsearch;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Listing;

/// <summary>Lists all rules that were found, what became of each and, by the records of runs, what it found and cost.</summary>
internal static class RulesCommand
{
    private static readonly Option<bool> Offline = new("--offline")
    {
        Description = "List what the files say, without asking the cluster for last runs and costs",
    };

    private static readonly Option<string?> Status = new("--status")
    {
        Description = "Only rules of one status: runs, disabled, \"not evaluated\", \"left out\", \"set aside\"",
        HelpName = "STATUS",
    };

    private static readonly TimeSpan History = TimeSpan.FromDays(1);

    public static Command Create()
    {
        var command = new Command("rules", "List the rules with their status, last run, and what a day of them cost")
        {
            Offline,
            Status,
            CommonOptions.Config,
            CommonOptions.Output,
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

        var exitCode = ExitCode.Fine;
        RunRecords? records = null;
        IReadOnlyDictionary<string, long>? rejected = null;
        if (!arguments.GetValue(Offline) && configuration.Settings.Elasticsearch.Urls.Count > 0)
        {
            await using var services = ElasticsearchServices.Create(configuration.Settings);
            records = ActivatorUtilities.CreateInstance<RunRecords>(services);
            try
            {
                var now = await services.GetRequiredService<IEventSource>().NowAsync(cancellationToken);
                await records.ReadAsync(now - History, cancellationToken);
                rejected = await services
                    .GetRequiredService<RejectedAlerts>()
                    .CountAsync(configuration.Rules.Rules.Select(r => r.RuleId), cancellationToken);
            }
            catch (ClusterException e)
            {
                await Console.Error.WriteLineAsync($"error: {e.Message}");
                exitCode = ExitCode.Unreachable;
            }
        }

        var rules = ListedRule
            .All(configuration.Rules)
            .Where(r => arguments.GetValue(Status) is not { } status || r.Status == status)
            .Select(r =>
                r with
                {
                    LastRun = records?.Groups.GetValueOrDefault(r.Group),
                    Rejected = rejected?.GetValueOrDefault(r.RuleId) ?? 0,
                    History = records?.Rules.GetValueOrDefault(r.RuleId),
                }
            )
            .OrderByDescending(r => r.History?.Cost ?? TimeSpan.Zero)
            .ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (arguments.GetValue(CommonOptions.Output) == OutputFormat.Json)
        {
            await using var output = Console.OpenStandardOutput();
            RulesPrinter.PrintJson(rules, output);
        }
        else
        {
            RulesPrinter.Print(rules, Console.Out);
        }

        return exitCode;
    }
}
