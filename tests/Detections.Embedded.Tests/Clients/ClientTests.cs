using System.Diagnostics;

namespace Detections.Embedded.Tests.Clients;

/// <summary>Real clients, in processes of their own, against a node. Where one is not installed its test is skipped.</summary>
public sealed class ClientTests
{
    private const string Python = "/usr/bin/python3";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_JavaScript_client_works()
    {
        var clients = ClientsDirectory();
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(clients, "node_modules", "@elastic", "elasticsearch")),
            $"The JavaScript client is not installed: run `npm ci` in {clients} (Node.js 20 or later)."
        );
        await RunAsync("node", Path.Combine(clients, "client.mjs"));
    }

    [Fact]
    public async Task The_Python_client_works()
    {
        Assert.SkipUnless(
            File.Exists(Python) && await ExitCodeAsync(Python, "-c", "import elasticsearch") is (0, _),
            $"The Python client is not installed for {Python}: run `apt-get install python3-elasticsearch`."
        );
        await RunAsync(Python, Path.Combine(ClientsDirectory(), "client.py"));
    }

    private static string ClientsDirectory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var clients = Path.Combine(folder.FullName, "tests", "Detections.Embedded.Tests", "Clients");
            if (Directory.Exists(clients))
            {
                return clients;
            }
        }
        throw new DirectoryNotFoundException($"no repository above {AppContext.BaseDirectory}");
    }

    private static async Task RunAsync(string program, string script)
    {
        await using var node = await TestNode.StartAsync();
        var (exitCode, output) = await ExitCodeAsync(program, script, node.Url.ToString());
        Assert.True(exitCode == 0, output);
    }

    private static async Task<(int ExitCode, string Output)> ExitCodeAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await errors);
    }
}
