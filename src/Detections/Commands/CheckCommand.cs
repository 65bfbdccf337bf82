using System.CommandLine;
using Detections.Eql;

namespace Detections.Commands;

/// <summary>Validates settings with their rules, and query files, without running anything.</summary>
internal static class CheckCommand
{
    private const string QueryExtension = ".eql";

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description =
            "Directories that hold an appsettings.json, and .eql files with one query each; by default this directory",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        var command = new Command("check", "Validate settings, rules and queries, and say everything that is wrong")
        {
            Paths,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        if (arguments.GetValue(Paths) is not [_, ..] paths)
        {
            return CheckSettings(directory: null);
        }

        return paths.Max(p => Path.GetExtension(p) == QueryExtension ? CheckQuery(p) : CheckSettings(p));
    }

    private static int CheckQuery(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return ExitCode.Usage;
        }

        if (EqlQuery.TryParse(text, EqlOptions.Default, out var query, out var error))
        {
            foreach (var warning in query.Warnings)
            {
                Console.WriteLine($"{file}:{warning.Line}:{warning.Column}: warning: {warning.Message}");
            }

            Console.WriteLine($"{file}: fine");
            return ExitCode.Fine;
        }

        Console.WriteLine($"{file}:{error.Line}:{error.Column}: {error.Message}");
        return ExitCode.Findings;
    }

    private static int CheckSettings(string? directory)
    {
        if (Startup.Read(directory, Console.Out) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        var enabled = configuration.Rules.Groups.Sum(g => g.Rules.Count);
        Console.WriteLine(
            $"Settings are fine. {enabled} of {configuration.Rules.Rules.Count} rules enabled, in {configuration.Rules.Groups.Count} groups."
        );
        return ExitCode.Fine;
    }
}
