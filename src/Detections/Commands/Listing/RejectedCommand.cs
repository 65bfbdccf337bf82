using System.CommandLine;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Listing;

/// <summary>Shows the alerts that the cluster refused for good, and deals with them.</summary>
internal static class RejectedCommand
{
    private const string All = "all";

    private static readonly Option<string?> Retry = new("--retry")
    {
        Description = "Have the next run write this alert, or all, once more from its event",
        HelpName = "ID|all",
    };

    private static readonly Option<string?> Discard = new("--discard")
    {
        Description = "Forget this alert, or all",
        HelpName = "ID|all",
    };

    public static Command Create()
    {
        var command = new Command("rejected", "List the alerts that the cluster refused for good, or deal with them")
        {
            Retry,
            Discard,
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Retry) is not null && result.GetResult(Discard) is not null)
            {
                result.AddError("Of --retry and --discard only one can be given.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (Startup.Read(arguments.GetValue(CommonOptions.Config), Console.Error) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            return await RefuseAsync(Configuration.NoCluster);
        }

        await using var services = ElasticsearchServices.Create(configuration.Settings);
        var alerts = services.GetRequiredService<RejectedAlerts>();
        try
        {
            // What is written below is dated by the cluster's clock.
            await services.GetRequiredService<IEventSource>().NowAsync(cancellationToken);
            if (arguments.GetValue(Retry) is { } retried)
            {
                return await RetryAsync(alerts, retried, configuration.Rules, cancellationToken);
            }

            return arguments.GetValue(Discard) is { } discarded
                ? await DiscardAsync(alerts, discarded, cancellationToken)
                : await ListAsync(alerts, arguments, cancellationToken);
        }
        catch (ClusterException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Unreachable;
        }
    }

    private static async Task<int> ListAsync(
        RejectedAlerts alerts,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        var kept = await alerts.ListAsync(cancellationToken);
        if (arguments.GetValue(CommonOptions.Output) == OutputFormat.Json)
        {
            await using var output = Console.OpenStandardOutput();
            RejectedPrinter.PrintJson(kept, output);
        }
        else
        {
            RejectedPrinter.Print(kept, await alerts.CountAsync(ruleId: null, cancellationToken), Console.Out);
        }

        return kept.Count > 0 ? ExitCode.Findings : ExitCode.Fine;
    }

    /// <summary>What no rule is there for would wait in its queue unseen.</summary>
    private static async Task<int> RetryAsync(
        RejectedAlerts alerts,
        string id,
        RuleSet rules,
        CancellationToken cancellationToken
    )
    {
        var running = rules.Groups.SelectMany(g => g.Rules).Select(r => r.RuleId).ToHashSet(StringComparer.Ordinal);
        var (count, ofNoRule) = (0, 0);
        while (await NextAsync(alerts, id, cancellationToken) is { Count: > 0 } kept)
        {
            List<KeptAlert> retried = [.. kept.Where(a => running.Contains(a.RuleId))];
            ofNoRule = kept.Count - retried.Count;
            if (retried.Count == 0)
            {
                break;
            }

            await alerts.RetryAsync(retried, cancellationToken);
            count += retried.Count;
        }

        if (ofNoRule > 0)
        {
            await Console.Error.WriteLineAsync(
                $"error: The rules of {ofNoRule} rejected alerts do not run, so nothing would write these: have them run, or --discard the alerts."
            );
            return ExitCode.Findings;
        }

        return await EndAsync(count, id, "are queued: the next runs of their rules write them");
    }

    private static async Task<int> DiscardAsync(RejectedAlerts alerts, string id, CancellationToken cancellationToken)
    {
        var count = 0;
        while (await NextAsync(alerts, id, cancellationToken) is { Count: > 0 } kept)
        {
            await alerts.DiscardAsync(kept, cancellationToken);
            count += kept.Count;
        }

        return await EndAsync(count, id, "are discarded");
    }

    private static async Task<IReadOnlyList<KeptAlert>> NextAsync(
        RejectedAlerts alerts,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (id == All)
        {
            return await alerts.ListAsync(cancellationToken);
        }

        return await alerts.FindAsync(id, cancellationToken) is { } found ? [found] : [];
    }

    private static async Task<int> EndAsync(int count, string id, string done)
    {
        if (count == 0 && id != All)
        {
            return await RefuseAsync(
                $"There is no rejected alert {id}. `detections rejected` lists those that there are."
            );
        }

        await Console.Out.WriteLineAsync($"{count} rejected alerts {done}.");
        return ExitCode.Fine;
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"error: {reason}");
        return ExitCode.Usage;
    }
}
