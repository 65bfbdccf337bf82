using System.CommandLine;
using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Runs rule tests: events in, expected alerts or silence out. It needs no cluster.</summary>
internal static class TestCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files *.test.yml, *.test.yaml and *.test.toml, and folders that hold such",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> JUnit = new("--junit")
    {
        Description = "Also write the results for a CI server",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("test", "Run rule tests: events in, expected alerts or silence out")
        {
            Paths,
            JUnit,
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var paths = arguments.GetValue(Paths)!;
        if (paths.FirstOrDefault(path => !Path.Exists(path)) is { } absent)
        {
            await Console.Error.WriteLineAsync($"error: {absent} is not there. Name a file or a folder that is.");
            return ExitCode.Usage;
        }

        var files = paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"error: There is no rule test in {string.Join(", ", paths)}. Their names end with {string.Join(", ", TestFileReader.Endings)}."
            );
            return ExitCode.Usage;
        }

        var runner = new TestRunner(arguments.GetValue(CommonOptions.Config), TimeProvider.System);
        var results = new List<TestResult>();
        foreach (var file in files)
        {
            results.AddRange(await runner.RunAsync(file, cancellationToken));
        }

        if (arguments.GetValue(CommonOptions.Output) == OutputFormat.Json)
        {
            await using var output = Console.OpenStandardOutput();
            TestJson.Write(results, output);
        }
        else
        {
            TestPrinter.WriteText(results, Console.Out);
        }

        foreach (var problem in runner.Problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }

        if (arguments.GetValue(JUnit) is { } report)
        {
            JUnitReport.Write(results, report);
        }

        return runner.Problems.Count > 0 ? ExitCode.Usage
            : results.TrueForAll(result => result.IsPassed) ? ExitCode.Fine
            : ExitCode.Findings;
    }

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path)
            ? new FilePattern(path, Directory.GetCurrentDirectory(), [".yml", ".yaml", ".toml"])
                .Files()
                .Where(file => TestFileReader.Endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            : [Path.GetFullPath(path)];
}
