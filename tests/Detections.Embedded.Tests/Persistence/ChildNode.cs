using System.Diagnostics;

namespace Detections.Embedded.Tests.Persistence;

/// <summary>A node in a process of its own, to be killed.</summary>
internal static class ChildNode
{
    public const string Argument = "--child-node";

    public static async Task<int> RunAsync(string file)
    {
        await using var node = await EmbeddedNode.StartAsync(new EmbeddedNodeOptions { DataFile = file }, default);
        await Console.Out.WriteLineAsync(node.Url.ToString());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static Process Start(string file)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Detections.Embedded.Tests.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(program);
        }

        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(file);
        return Process.Start(start)!;
    }
}
