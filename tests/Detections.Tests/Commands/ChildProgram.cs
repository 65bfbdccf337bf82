using System.Diagnostics;
using Detections.Tests.Cluster;

namespace Detections.Tests.Commands;

/// <summary>The program as a user calls it, from its start to its end.</summary>
internal static class ChildProgram
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments,
        string input = "",
        params (string Name, string Value)[] environment
    )
    {
        var start = RunningProgram.StartInfo(arguments, environment);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
