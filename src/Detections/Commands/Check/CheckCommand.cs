using System.CommandLine;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Rules.Linting;
using Detections.Runs;
using Detections.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands.Check;

/// <summary>Says everything that is wrong, or probably wrong, with settings, rules and queries, without running anything.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description =
            "Folders of settings, files and folders of rules (.toml, .ndjson, .json), and .eql files with one query each; by default the settings",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Explain = new("--explain")
    {
        Description = "Say what a code such as D012 means and what to do about it",
        HelpName = "CODE",
    };

    private static readonly Option<bool> Strict = new("--strict") { Description = "Let warnings be failures, too" };

    private static readonly Option<bool> Cluster = new("--cluster")
    {
        Description = "Also hold the rules against the indices and mappings of the cluster that the settings name",
    };

    public static Command Create()
    {
        var command = new Command("check", "Say everything that is wrong with settings, rules and queries")
        {
            Paths,
            Explain,
            Strict,
            Cluster,
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Explain) is { } code)
        {
            return ExplainCode(code);
        }

        if (arguments.GetValue(Paths)!.FirstOrDefault(path => !Path.Exists(path)) is { } absent)
        {
            return await RefuseAsync($"{absent} is not there. Name a file or a folder that is.");
        }

        if (Read(arguments) is not { } read)
        {
            return await RefuseAsync(
                $"There is no appsettings.json in {arguments.GetValue(CommonOptions.Config)}. Name the directory that holds it with --config."
            );
        }

        foreach (var finding in Linter.Run(read.Rules, TimeProvider.System.GetUtcNow()).ToList())
        {
            read.Add(finding);
        }

        if (arguments.GetValue(Cluster) && await AskClusterAsync(read, arguments, cancellationToken) is { } trouble)
        {
            return trouble;
        }

        var findings = Sort(read.Findings);
        Print(findings, read, arguments);
        var worst = arguments.GetValue(Strict) ? FindingSeverity.Warning : FindingSeverity.Error;
        return findings.Any(finding => finding.Severity >= worst) ? ExitCode.Findings : ExitCode.Fine;
    }

    private static CheckedRules? Read(ParseResult arguments)
    {
        var read = new CheckedRules();
        var paths = arguments.GetValue(Paths)!;
        if (paths.Length == 0)
        {
            if (ConfigurationFile.Find(arguments.GetValue(CommonOptions.Config)) is not { } settings)
            {
                return null;
            }

            read.AddSettings(settings);
            return read;
        }

        var rules = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path) && ConfigurationFile.Find(path) is { } settings)
            {
                read.AddSettings(settings);
            }
            else if (Path.GetExtension(path) == QueryFile.Extension)
            {
                AddQuery(path);
            }
            else
            {
                rules.Add(path);
                foreach (var query in QueriesBelow(path))
                {
                    AddQuery(query);
                }
            }
        }

        if (rules.Count > 0)
        {
            read.AddFiles(rules);
        }

        return read;

        void AddQuery(string path)
        {
            foreach (var finding in QueryFile.Check(path))
            {
                read.Add(finding);
            }
        }
    }

    private static IEnumerable<string> QueriesBelow(string path) =>
        Directory.Exists(path)
            ? new FilePattern(path, Directory.GetCurrentDirectory(), [QueryFile.Extension]).Files()
            : [];

    private static async Task<int?> AskClusterAsync(
        CheckedRules read,
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
            return await RefuseAsync(Configuration.NoCluster);
        }

        try
        {
            await using var services = ElasticsearchServices.Create(configuration.Settings);
            var check = ActivatorUtilities.CreateInstance<ClusterCheck>(services);
            await foreach (var finding in check.LookAsync(read.Rules, cancellationToken))
            {
                read.Add(finding);
            }

            return null;
        }
        catch (ClusterException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Unreachable;
        }
    }

    /// <summary>Those of one file together, in the order of its lines; those of settings first.</summary>
    private static List<Finding> Sort(IEnumerable<Finding> findings) =>
        [
            .. findings
                .Distinct()
                .OrderBy(finding => finding.Location?.File ?? "", StringComparer.Ordinal)
                .ThenBy(finding => finding.Location?.Line)
                .ThenBy(finding => finding.Location?.Column)
                .ThenBy(finding => finding.Code.Id, StringComparer.Ordinal),
        ];

    private static void Print(IReadOnlyList<Finding> findings, CheckedRules read, ParseResult arguments)
    {
        if (arguments.GetValue(CommonOptions.Output) == OutputFormat.Json)
        {
            using var output = Console.OpenStandardOutput();
            CheckPrinter.WriteJson(findings, output);
        }
        else
        {
            CheckPrinter.WriteText(findings, read, Console.Out);
        }
    }

    private static int ExplainCode(string code)
    {
        if (CodeBook.Find(code) is not { } explanation)
        {
            Console.Error.WriteLine(
                $"error: {code} is not a code. They are {string.Join(", ", CodeBook.All.Select(known => known.Code.Id))}."
            );
            return ExitCode.Usage;
        }

        Console.WriteLine($"{explanation.Code.Id}: {explanation.Code.Title}");
        Console.WriteLine($"\nWhy it matters: {explanation.Why}");
        Console.WriteLine($"What to do: {explanation.Remedy}");
        Console.WriteLine($"\nExample:\n    {explanation.Example.Replace("\n", "\n    ", StringComparison.Ordinal)}");
        return ExitCode.Fine;
    }

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync($"error: {sentence}");
        return ExitCode.Usage;
    }
}
