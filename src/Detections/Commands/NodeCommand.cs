using System.CommandLine;
using Detections.Embedded;

namespace Detections.Commands;

/// <summary>Only the embedded node, until stopped: for shippers, clients and experiments.</summary>
internal static class NodeCommand
{
    public static readonly Option<string?> Data = new("--data")
    {
        Description = "Where the embedded node keeps its data (by default in memory)",
        HelpName = "FILE",
    };

    private const int DefaultPort = 9200;

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The loopback port; 0 takes a free one",
        DefaultValueFactory = _ => DefaultPort,
    };

    public static Command Create()
    {
        var command = new Command("node", "Run only the embedded node, on loopback, until stopped") { Port, Data };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>A node on a free port, for commands that bring their own.</summary>
    public static Task<EmbeddedNode> StartAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        EmbeddedNode.StartAsync(new() { DataFile = arguments.GetValue(Data) }, cancellationToken);

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = new EmbeddedNodeOptions { Port = arguments.GetValue(Port), DataFile = arguments.GetValue(Data) };
        try
        {
            await using var node = await EmbeddedNode.StartAsync(options, cancellationToken);
            await Console.Out.WriteLineAsync($"Listening on {node.Url} (loopback only). Stop with Ctrl-C.");
            await Wait.UntilCancelledAsync(cancellationToken);
            return ExitCode.Fine;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"error: The node cannot start: {e.Message}");
            return ExitCode.Usage;
        }
    }
}
