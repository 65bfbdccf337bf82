using System.Diagnostics;

namespace Detections.Tests.Deploy;

/// <summary>Runs the published rules for a kind of file, which come as npm packages.</summary>
internal static class DeployLint
{
    private static readonly string Folder = DeployFiles.FullPath("tests/Detections.Tests/Deploy");

    /// <summary>What is wrong with the file, a line each.</summary>
    public static async Task<string> RunAsync(string kind, string file)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "Needs Node.js and the published schemas: run `npm ci` in tests/Detections.Tests/Deploy"
        );
        var (exitCode, output) = await RunAsync("node", ["validate.mjs", kind, DeployFiles.FullPath(file)]);
        return exitCode == 0 || output.Length > 0 ? output : $"node ended with {exitCode}";
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
