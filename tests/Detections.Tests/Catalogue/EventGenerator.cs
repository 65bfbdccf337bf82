using System.Diagnostics;
using System.Globalization;
using Detections.Tests.Cluster;

namespace Detections.Tests.Catalogue;

/// <summary>The generator of sample telemetry.</summary>
internal static class EventGenerator
{
    private static readonly string Script =
        Environment.GetEnvironmentVariable("EVENT_GENERATOR")
        ?? Path.Combine(RepositoryRoot.Path, "..", "shared", "tools", "gen_events.py");

    /// <summary>Writes events in envelopes that name their index. Skips the test where there is no generator.</summary>
    public static async Task WriteAsync(string file, int count, long startMilliseconds, int stepMilliseconds)
    {
        Assert.SkipUnless(
            File.Exists(Script),
            "Needs the generator of sample events: name its path in EVENT_GENERATOR"
        );
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(d => File.Exists(Path.Combine(d, "python3"))),
            "Needs python3 to run the generator of sample events"
        );
        string[] arguments =
        [
            Script,
            "--envelope",
            "-n",
            count.ToString(CultureInfo.InvariantCulture),
            "--base",
            startMilliseconds.ToString(CultureInfo.InvariantCulture),
            "--step",
            stepMilliseconds.ToString(CultureInfo.InvariantCulture),
            "-o",
            file,
        ];
        using var process = Process.Start(
            new ProcessStartInfo("python3", arguments) { UseShellExecute = false, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
    }
}
