using System.CommandLine;
using Detections.Commands.Search;
using Detections.Elasticsearch;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Rules.Files;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Backtest;

/// <summary>What a rule would have raised, by day, without writing anything; of two versions also what changes.</summary>
internal static class BacktestCommand
{
    /// <summary>The range is read in so many slices, by which progress shows.</summary>
    private const int Slices = 100;

    private static readonly TimeSpan ShortestSlice = TimeSpan.FromMinutes(1);

    private static readonly Option<string> RuleName = new("--rule")
    {
        Description = "The rule: its rule_id or exact name, or a file that holds it alone",
        HelpName = "RULE",
        Required = true,
    };

    private static readonly Option<string?> Against = new("--against")
    {
        Description = "Another version of the rule to compare with: its rule_id or exact name, or a file",
        HelpName = "RULE",
    };

    private static readonly Option<string[]> Events = new("--events")
    {
        Description = "NDJSON files in place of the cluster, plain or gzip; - is standard input",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> From = new("--from")
    {
        Description = "How far back the cluster is read, such as now-7d, or a date",
        DefaultValueFactory = _ => "now-7d",
    };

    private static readonly Option<string?> To = new("--to") { Description = "Up to when, by default up to now" };

    private static readonly Option<int> Samples = new("--samples")
    {
        Description = "How many matches are shown",
        DefaultValueFactory = _ => 5,
    };

    public static Command Create()
    {
        var command = new Command("backtest", "Show what a rule would have raised, by day, without writing anything")
        {
            RuleName,
            Against,
            Events,
            From,
            To,
            Samples,
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

        var versions = new List<Rule>();
        foreach (var name in new[] { arguments.GetValue(RuleName), arguments.GetValue(Against) }.OfType<string>())
        {
            if (Find(name, configuration.Rules, out var problem) is not { } rule)
            {
                return await RefuseAsync(problem);
            }

            versions.Add(rule);
        }

        try
        {
            return arguments.GetValue(Events) is [_, ..] files
                ? await OverFilesAsync(versions, configuration.Rules, files, arguments, cancellationToken)
                : await OverClusterAsync(versions, configuration, arguments, cancellationToken);
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

    private static Rule? Find(string name, RuleSet rules, out string problem)
    {
        if (!File.Exists(name))
        {
            return RuleByName.Find(name, rules, out problem);
        }

        var file = new RuleFileReader(withDeprecated: true, new HashSet<string>()).Read(Path.GetFullPath(name));
        var found = file.Rules.Select(r => r.Rule).OfType<Rule>().ToList();
        problem =
            found.Count > 1 ? $"{name} holds {found.Count} rules; a backtest takes a file with one."
            : file.Rules.SelectMany(r => r.Findings).Concat(file.Findings).FirstOrDefault() is { } finding
                ? $"{name} holds no rule that can be run. {finding.Message}"
            : $"{name} holds no rule that can be run.";
        return found is [var only] ? only : null;
    }

    private static async Task<int> OverFilesAsync(
        IReadOnlyList<Rule> versions,
        RuleSet rules,
        string[] files,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        var source = new NdjsonEventSource(files, TimeProvider.System);
        var backtest = new RuleBacktest(
            versions,
            ValueListFiles.Load(rules.ValueLists),
            TimeSpan.FromDays(3650),
            await source.NowAsync(cancellationToken)
        );
        var size = files.Sum(f => f == NdjsonEventSource.StandardInput ? 0 : new FileInfo(f).Length);
        await BacktestProgress.ShowAsync(async show =>
        {
            var read = 0L;
            await foreach (var page in source.ReadAsync(new([], [], default), cancellationToken))
            {
                backtest.Judge(page, sources: null);
                read += page.Hits.Sum(h => (long)h.Source.Length);
                show(size > 0 ? Math.Min(1, (double)read / size) : 0, backtest.Events);
            }
        });
        backtest.Finish(end: null);
        return await PrintAsync(versions, backtest, arguments);
    }

    private static async Task<int> OverClusterAsync(
        IReadOnlyList<Rule> versions,
        Configuration configuration,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            return await RefuseAsync($"{Configuration.NoCluster} Or name files with --events.");
        }

        await using var services = ElasticsearchServices.Create(configuration.Settings);
        var source = services.GetRequiredService<IEventSource>();
        var now = await source.NowAsync(cancellationToken);
        if (
            !SearchStart.TryParse(arguments.GetValue(From)!, now, out var from)
            || !SearchStart.TryParse(arguments.GetValue(To) ?? "now-0s", now, out var to)
        )
        {
            return await RefuseAsync("--from or --to is not a time: write now-7d, now-90m or 2026-03-01T08:00:00Z");
        }

        if (from >= to)
        {
            return await RefuseAsync("--from is not before --to, so there is nothing to read.");
        }

        var sources = await source.ResolveAsync(
            [.. versions.SelectMany(r => r.Patterns).Distinct()],
            cancellationToken
        );
        foreach (var pattern in sources.Patterns.Where(p => p.State != PatternState.Readable))
        {
            await Console.Error.WriteLineAsync($"warning: {pattern.Pattern} {pattern.State.Describe()}");
        }

        var backtest = new RuleBacktest(versions, ValueListFiles.Load(configuration.Rules.ValueLists), to - from, now);
        await BacktestProgress.ShowAsync(show =>
            ReadAsync(source, sources, versions, new(from, to), backtest, show, cancellationToken)
        );
        backtest.Finish(to);
        return await PrintAsync(versions, backtest, arguments);
    }

    private static async Task ReadAsync(
        IEventSource source,
        SourceMap sources,
        IReadOnlyList<Rule> versions,
        TimeRange range,
        RuleBacktest backtest,
        Action<double, long> show,
        CancellationToken cancellationToken
    )
    {
        var patterns = sources.Patterns.Where(p => p.Indices.Count > 0).Select(p => p.Pattern).ToList();
        if (patterns.Count == 0)
        {
            return;
        }

        var length = range.Length / Slices > ShortestSlice ? range.Length / Slices : ShortestSlice;
        for (var start = range.From; start < range.To; start += length)
        {
            var slice = new TimeRange(start, start + length).Within(range);
            var query = new SourceQuery(patterns, [.. versions.Select(ArrivalField.Of).Distinct()], slice)
            {
                Fields = backtest.Fields,
                Filters = [.. versions.Select(r => RuleFilter.Of(r, r.Query.Filter, sources, sources.Indices))],
                Warn = backtest.Warn,
            };
            await foreach (var page in source.ReadAsync(query, cancellationToken))
            {
                backtest.Judge(page, sources);
                show((slice.From - range.From) / range.Length, backtest.Events);
            }
        }
    }

    private static async Task<int> PrintAsync(
        IReadOnlyList<Rule> versions,
        RuleBacktest backtest,
        ParseResult arguments
    )
    {
        foreach (var problem in backtest.Problems)
        {
            await Console.Error.WriteLineAsync($"warning: {problem}");
        }

        if (arguments.GetValue(CommonOptions.Output) == OutputFormat.Json)
        {
            await using var output = Console.OpenStandardOutput();
            BacktestPrinter.PrintJson(versions, backtest, arguments.GetValue(Samples), output);
        }
        else
        {
            BacktestPrinter.Print(versions, backtest, arguments.GetValue(Samples), Console.Out);
        }

        return versions.Count > 1 && backtest.Results[1].Except(backtest.Results[0]).Count > 0
            ? ExitCode.Findings
            : ExitCode.Fine;
    }

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync($"error: {sentence}");
        return ExitCode.Usage;
    }
}
