using System.CommandLine;
using System.Text;
using Detections.Elasticsearch;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Explain;

/// <summary>Says why a rule matches an event or why not.</summary>
internal static class ExplainCommand
{
    private static readonly Option<string> RuleName = new("--rule")
    {
        Description = "The rule: its rule_id, its exact name, or its file",
        HelpName = "RULE",
        Required = true,
    };

    private static readonly Option<string[]> Events = new("--events")
    {
        Description = "NDJSON files, plain or gzip; - is standard input",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Index = new("--index")
    {
        Description = "The index, data stream or pattern that holds the event, in the cluster that the settings name",
        HelpName = "INDEX",
    };

    private static readonly Option<string[]> Id = new("--id")
    {
        Description = "With --index: the _id of the event, or of several",
        HelpName = "ID",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command("explain", "Say why a rule matches an event or why not, condition by condition")
        {
            RuleName,
            Events,
            Index,
            Id,
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.Validators.Add(result =>
        {
            var files = result.GetValue(Events) is [_, ..];
            var cluster = result.GetValue(Index) is not null;
            if (files == cluster || cluster != result.GetValue(Id) is [_, ..])
            {
                result.AddError("Name the event: either --events FILE… or --index INDEX with --id ID…");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var name = arguments.GetValue(RuleName)!;
        var needsSettings = !RuleByName.IsFile(name) || arguments.GetValue(Index) is not null;
        var configuration = needsSettings
            ? Startup.Read(arguments.GetValue(CommonOptions.Config), Console.Error)
            : null;
        if (needsSettings && configuration is null)
        {
            return ExitCode.Usage;
        }

        var rule = RuleByName.IsFile(name)
            ? RuleByName.FindInFile(name, ruleId: null, out var problem)
            : RuleByName.Find(name, configuration!.Rules, out problem);
        if (rule is null)
        {
            return await RefuseAsync(problem);
        }

        try
        {
            return arguments.GetValue(Events) is [_, ..] files
                ? await ExplainAsync(rule, files, ListsOf(configuration), arguments, cancellationToken)
                : await ExplainOfClusterAsync(rule, configuration!, arguments, cancellationToken);
        }
        catch (ClusterException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Unreachable;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return await RefuseAsync(e.Message);
        }
    }

    private static async Task<int> ExplainAsync(
        Rule rule,
        string[] files,
        ValueListFiles lists,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        var source = new NdjsonEventSource(files, TimeProvider.System);
        var explainer = new RuleExplainer(
            rule,
            await source.ResolveAsync([], cancellationToken),
            lists,
            TimeProvider.System.GetUtcNow()
        );
        await TellAsync(explainer.Problems);
        await using var printer = CreatePrinter(rule, arguments);
        var isMatch = false;
        await foreach (var page in source.ReadAsync(new([], [], default), cancellationToken))
        {
            foreach (var hit in page.Hits)
            {
                var explained = explainer.Explain(hit);
                printer.Print(explained);
                isMatch |= rule.IsEventRule && explained.Counts;
            }
        }

        var matches = explainer.Finish();
        isMatch |= !rule.IsEventRule && matches.Count > 0;
        printer.Finish(matches, isMatch);
        return isMatch ? ExitCode.Fine : ExitCode.Findings;
    }

    /// <summary>Of a sequence a single event is asked about, so it is enough that it satisfies a step.</summary>
    private static async Task<int> ExplainOfClusterAsync(
        Rule rule,
        Configuration configuration,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            return await RefuseAsync(Configuration.NoCluster);
        }

        await using var services = ElasticsearchServices.Create(configuration.Settings);
        var (index, ids) = (arguments.GetValue(Index)!, arguments.GetValue(Id)!);
        var page = await services.GetRequiredService<EventsById>().FetchAsync(index, ids, cancellationToken);
        var found = page.Hits.Select(hit => Encoding.UTF8.GetString(hit.Id.Span)).ToHashSet(StringComparer.Ordinal);
        if (ids.FirstOrDefault(id => !found.Contains(id)) is { } absent)
        {
            return await RefuseAsync($"There is no event with the _id {absent} in {index}.");
        }

        var source = services.GetRequiredService<IEventSource>();
        var explainer = new RuleExplainer(
            rule,
            await source.ResolveAsync([.. rule.Patterns], cancellationToken),
            ListsOf(configuration),
            await source.NowAsync(cancellationToken)
        );
        await TellAsync(explainer.Problems);
        await using var printer = CreatePrinter(rule, arguments);
        var isMatch = false;
        foreach (var hit in page.Hits)
        {
            var explained = explainer.Explain(hit);
            printer.Print(explained);
            isMatch |= explained.Counts;
        }

        printer.Finish(explainer.Finish(), isMatch);
        return isMatch ? ExitCode.Fine : ExitCode.Findings;
    }

    private static ValueListFiles ListsOf(Configuration? configuration) =>
        configuration is null ? ValueListFiles.None : ValueListFiles.Load(configuration.Rules.ValueLists);

    private static async Task TellAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync($"warning: {problem}");
        }
    }

    private static ExplainPrinter CreatePrinter(Rule rule, ParseResult arguments) =>
        arguments.GetValue(CommonOptions.Output) == OutputFormat.Json
            ? new ExplainJson(rule, Console.OpenStandardOutput())
            : new ExplainText(rule, Console.Out);

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync($"error: {sentence}");
        return ExitCode.Usage;
    }
}
