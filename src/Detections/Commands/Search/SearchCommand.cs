using System.CommandLine;
using Detections.Elasticsearch;
using Detections.Eql;
using Detections.Rules;
using Detections.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Search;

/// <summary>Evaluates a query over files or the cluster, and answers as `_eql/search` would.</summary>
internal static class SearchCommand
{
    private static readonly Argument<string> Query = new("QUERY")
    {
        Description = "An EQL query, such as: process where process.name : \"cmd.exe\"",
    };

    private static readonly Option<string[]> Events = new("--events")
    {
        Description = "NDJSON files, plain or gzip; - is standard input",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Index = new("--index")
    {
        Description = "Index patterns of the cluster that the settings name",
        HelpName = "PATTERN",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> From = new("--from")
    {
        Description = "With --index: how far back, such as now-1d",
        DefaultValueFactory = _ => "now-1d",
    };

    private static readonly Option<int> Size = new("--size")
    {
        Description = "How many events, sequences or samples are printed",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<EqlResultPosition> Position = new("--result-position")
    {
        Description = "Which end is printed when more match",
        DefaultValueFactory = _ => EqlResultPosition.Tail,
    };

    private static readonly Option<string> CategoryField = new("--event-category-field")
    {
        DefaultValueFactory = _ => EqlOptions.Default.EventCategoryField,
    };

    private static readonly Option<string> TimestampField = new("--timestamp-field")
    {
        DefaultValueFactory = _ => ArrivalField.Timestamp,
    };

    private static readonly Option<string?> TiebreakerField = new("--tiebreaker-field");

    private static readonly Option<string?> Mapping = new("--mapping")
    {
        Description = "An Elasticsearch mapping in JSON, which says how fields compare; by default that of ECS",
        HelpName = "FILE",
    };

    private static readonly Option<int> MaxSamplesPerKey = new("--max-samples-per-key")
    {
        Description = "How many samples with the same join key are found",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        var command = new Command("search", "Evaluate an EQL query over NDJSON files or the cluster")
        {
            Query,
            Events,
            Index,
            From,
            Size,
            Position,
            CategoryField,
            TimestampField,
            TiebreakerField,
            Mapping,
            MaxSamplesPerKey,
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.Validators.Add(result =>
        {
            var files = result.GetValue(Events) is [_, ..];
            if (files == result.GetValue(Index) is [_, ..])
            {
                result.AddError("Name what to search: either --events FILE… or --index PATTERN…");
            }

            if (result.GetValue(Size) < 0)
            {
                result.AddError("--size must be 0 or more");
            }

            if (result.GetResult(MaxSamplesPerKey) is { Implicit: false } && result.GetValue(MaxSamplesPerKey) < 1)
            {
                result.AddError("--max-samples-per-key must be 1 or more");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            var options = await OptionsAsync(arguments, cancellationToken);
            if (!EqlQuery.TryParse(arguments.GetValue(Query)!, options, out var query, out var error))
            {
                await Console.Error.WriteLineAsync($"error: {error}");
                return ExitCode.Usage;
            }

            foreach (var warning in query.Warnings)
            {
                await Console.Error.WriteLineAsync($"warning: {warning}");
            }

            return arguments.GetValue(Events) is [_, ..] files
                ? await SearchAsync(
                    query,
                    options.Types,
                    new NdjsonEventSource(files, TimeProvider.System),
                    arguments,
                    cancellationToken
                )
                : await SearchClusterAsync(query, options.Types, arguments, cancellationToken);
        }
        catch (ClusterException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Unreachable;
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"error: {arguments.GetValue(Mapping)}: {e.Message}");
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Usage;
        }
    }

    private static async Task<EqlOptions> OptionsAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var mapping = arguments.GetValue(Mapping) is { } file
            ? await File.ReadAllBytesAsync(file, cancellationToken)
            : null;
        return new EqlOptions
        {
            EventCategoryField = arguments.GetValue(CategoryField)!,
            TimestampField = arguments.GetValue(TimestampField)!,
            TiebreakerField = arguments.GetValue(TiebreakerField),
            Types = mapping is null ? FieldTypes.Ecs : FieldTypes.FromMapping(mapping),
        };
    }

    private static async Task<int> SearchClusterAsync(
        EqlQuery query,
        FieldTypes types,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
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
        var source = services.GetRequiredService<IEventSource>();
        return await SearchAsync(query, types, source, arguments, cancellationToken);
    }

    private static async Task<int> SearchAsync(
        EqlQuery query,
        FieldTypes types,
        IEventSource source,
        ParseResult arguments,
        CancellationToken cancellationToken
    )
    {
        var timestamp = arguments.GetValue(TimestampField)!;
        var patterns = arguments.GetValue(Index) ?? [];
        var now = await source.NowAsync(cancellationToken);
        if (!SearchStart.TryParse(arguments.GetValue(From)!, now, out var from))
        {
            await Console.Error.WriteLineAsync(
                $"error: --from {arguments.GetValue(From)} is not a time: write now-1d, now-90m or 2026-03-01T08:00:00Z"
            );
            return ExitCode.Usage;
        }

        var sources = await source.ResolveAsync(patterns, cancellationToken);
        foreach (var pattern in sources.Patterns.Where(p => p.State != PatternState.Readable))
        {
            await Console.Error.WriteLineAsync($"warning: {pattern.Pattern} {pattern.State.Describe()}");
        }

        var readable = sources.Patterns.Where(p => p.State == PatternState.Readable).Select(p => p.Pattern).ToList();
        var range = new TimeRange(from, now + TimeSpan.FromSeconds(1));
        var search = CreateSearch(query, FieldTable.Create([.. query.Fields, .. query.OrderFields], types), arguments);
        if (patterns.Length == 0 || readable.Count > 0)
        {
            await search.RunAsync(
                source.ReadAsync(new(readable, [new(timestamp, FallsBack: false)], range), cancellationToken)
            );
        }

        foreach (var problem in search.Problems)
        {
            await Console.Error.WriteLineAsync($"warning: {problem}");
        }

        await using var output = Console.OpenStandardOutput();
        SearchPrinter.Print(search, query.Kind, arguments.GetValue(CommonOptions.Output), output);
        return ExitCode.Fine;
    }

    private static QuerySearch CreateSearch(EqlQuery query, FieldTable fields, ParseResult arguments)
    {
        var (size, position) = (arguments.GetValue(Size), arguments.GetValue(Position));
        return query.Kind == EqlQueryKind.Event && !query.HasPipes
            ? new EventSearch(query, fields, size, position)
            : new MatchSearch(
                query,
                fields,
                size,
                position,
                new EqlMatcherOptions { MaxSamplesPerKey = arguments.GetValue(MaxSamplesPerKey) }
            );
    }
}
