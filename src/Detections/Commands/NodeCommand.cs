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

    /// <summary>Starts a node for as long as something runs on it.</summary>
    public static async Task<int> WithNodeAsync(
        EmbeddedNodeOptions options,
        Func<EmbeddedNode, Task<int>> run,
        CancellationToken cancellationToken
    )
    {
        EmbeddedNode node;
        try
        {
            node = await EmbeddedNode.StartAsync(options, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: The node cannot start: {e.Message}");
            return ExitCode.Usage;
        }

        await using (node)
        {
            return await run(node);
        }
    }

    private static Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        WithNodeAsync(
            new() { Port = arguments.GetValue(Port), DataFile = arguments.GetValue(Data) },
            async node =>
            {
                await Console.Out.WriteLineAsync($"Listening on {node.Url} (loopback only). Stop with Ctrl-C.");
                await Wait.UntilCancelledAsync(cancellationToken);
                return ExitCode.Fine;
            },
            cancellationToken
        );
}
