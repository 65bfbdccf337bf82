using System.Globalization;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>`detections node` on a file, which can be killed and comes back on the same port.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("detections-node-");
    private RunningProgram? _program;

    public Uri Url { get; private set; } = new("http://127.0.0.1:0/");

    private string DataFile => Path.Combine(_folder.FullName, "node.db");

    public static async Task<NodeProcess> StartAsync()
    {
        var node = new NodeProcess();
        await node.StartProcessAsync();
        return node;
    }

    public async Task KillAndRestartAsync()
    {
        await _program!.KillAsync();
        await _program.DisposeAsync();
        await StartProcessAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
            _program = null;
            _folder.Delete(recursive: true);
        }
    }

    private async Task StartProcessAsync()
    {
        _program = RunningProgram.Start([
            "node",
            "--port",
            Url.Port.ToString(CultureInfo.InvariantCulture),
            "--data",
            DataFile,
        ]);
        var line = await _program.LineAsync("Listening on http://");
        Url = new(line["Listening on ".Length..].Split(' ')[0]);
    }
}
