using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Listing;

/// <summary>What was not watched: by rule, index pattern and time, as the ledger has it.</summary>
internal static class CoverageCommand
{
    private const string GivenUp = "was never searched, and is older than runs catch up";

    public static Command Create()
    {
        var command = new Command("coverage", "Show what was not searched, by rule, index pattern and time")
        {
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

        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            await Console.Error.WriteLineAsync($"error: {Configuration.NoCluster}");
            return ExitCode.Usage;
        }

        await using var services = ElasticsearchServices.Create(configuration.Settings);
        var isJson = arguments.GetValue(CommonOptions.Output) == OutputFormat.Json;
        try
        {
            var now = await services.GetRequiredService<IEventSource>().NowAsync(cancellationToken);
            var unwatched = new List<UnwatchedTime>();
            foreach (var group in configuration.Rules.Groups)
            {
                var ledger = await services.GetRequiredService<LedgerStore>().PeekAsync(group, cancellationToken);
                unwatched.AddRange(UnwatchedTime.In(group, ledger, now, configuration.Settings.Sweep));
            }

            var records = ActivatorUtilities.CreateInstance<RunRecords>(services);
            Print(unwatched, await records.GivenUpAsync(cancellationToken), configuration, isJson);
            return unwatched.Count > 0 ? ExitCode.Findings : ExitCode.Fine;
        }
        catch (ClusterException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Unreachable;
        }
    }

    private static void Print(
        IReadOnlyList<UnwatchedTime> unwatched,
        IReadOnlyList<(string Group, UnsearchedTime Time)> givenUp,
        Configuration configuration,
        bool isJson
    )
    {
        if (isJson)
        {
            using var output = Console.OpenStandardOutput();
            PrintJson(unwatched, givenUp, output);
            return;
        }

        foreach (var time in unwatched)
        {
            Console.Out.WriteLine(
                $"{Times(time.From, time.To)} {time.Pattern} {time.Rule.Name} ({time.Rule.RuleId}): {time.Reason}"
            );
        }

        foreach (var (group, time) in givenUp)
        {
            Console.Out.WriteLine(
                $"{Times(time.Range.From, time.Range.To)} {time.Pattern} {time.Rules} rules of group {group}: {GivenUp}"
            );
        }

        var rules = configuration.Rules.Groups.Sum(g => g.Rules.Count);
        Console.Out.WriteLine(
            unwatched.Count == 0
                ? $"All that {rules} rules watch{(givenUp.Count > 0 ? " and that was not given up" : "")} was searched."
                : $"{unwatched.Select(u => u.Rule.RuleId).Distinct().Count()} of {rules} rules have not searched all that they watch."
        );
    }

    private static string Times(DateTimeOffset from, DateTimeOffset to) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{from.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z to {to.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"
        );

    private static void PrintJson(
        IReadOnlyList<UnwatchedTime> unwatched,
        IReadOnlyList<(string Group, UnsearchedTime Time)> givenUp,
        Stream output
    )
    {
        using var w = new Utf8JsonWriter(output, new() { Indented = true });
        w.WriteStartArray();
        foreach (var time in unwatched)
        {
            w.WriteStartObject();
            w.WriteString("rule_id", time.Rule.RuleId);
            w.WriteString("rule_name", time.Rule.Name);
            w.WriteString("pattern", time.Pattern);
            w.WriteString("from", time.From);
            w.WriteString("to", time.To);
            w.WriteString("reason", time.Reason);
            w.WriteEndObject();
        }

        foreach (var (group, time) in givenUp)
        {
            w.WriteStartObject();
            w.WriteString("group", group);
            w.WriteNumber("rules", time.Rules);
            w.WriteString("pattern", time.Pattern);
            w.WriteString("from", time.Range.From);
            w.WriteString("to", time.Range.To);
            w.WriteString("reason", GivenUp);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
