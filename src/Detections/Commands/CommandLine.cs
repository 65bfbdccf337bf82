using System.CommandLine;
using Detections.Commands.Backtest;
using Detections.Commands.Check;
using Detections.Commands.Demo;
using Detections.Commands.Explain;
using Detections.Commands.Listing;
using Detections.Commands.Search;
using Detections.Commands.Testing;

namespace Detections.Commands;

/// <summary>All commands; `run` where none is named.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Parse(args);
        var exitCode = await parsed.InvokeAsync(new() { ProcessTerminationTimeout = DetectionsHost.StopTimeout });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }

    public static ParseResult Parse(string[] args)
    {
        var root = new RootCommand("Runs EQL detection rules beside an Elastic cluster and raises alerts, each once.")
        {
            RunCommand.Create(),
            DemoCommand.Create(),
            NodeCommand.Create(),
            SearchCommand.Create(),
            CheckCommand.Create(),
            TestCommand.Create(),
            ExplainCommand.Create(),
            BacktestCommand.Create(),
            RulesCommand.Create(),
            CoverageCommand.Create(),
            RejectedCommand.Create(),
            DoctorCommand.Create(),
            HealthCommand.Create(),
            SetupCommand.Create(),
        };
        return root.Parse(args is [] or [['-', ..], ..] && !AsksForHelp(args) ? ["run", .. args] : args);
    }

    private static bool AsksForHelp(string[] args) => args is ["--help" or "-h" or "-?" or "--version", ..];
}
