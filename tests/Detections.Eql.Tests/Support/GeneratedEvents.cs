using System.Diagnostics;
using System.Globalization;

namespace Detections.Eql.Tests.Support;

/// <summary>Sample telemetry, as much as is asked for.</summary>
internal static class GeneratedEvents
{
    private static readonly string Script =
        Environment.GetEnvironmentVariable("EVENT_GENERATOR")
        ?? Path.Combine(OutsideData.RepositoryRoot(), "..", "shared", "tools", "gen_events.py");

    /// <summary>Reads the events one after the other. Skips the test where there is no generator.</summary>
    public static IEnumerable<string> Read(int count)
    {
        Assert.SkipUnless(
            File.Exists(Script),
            "Needs the generator of sample events: name its path in EVENT_GENERATOR"
        );
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "python3"))),
            "Needs python3 to run the generator of sample events"
        );
        using var process = Process.Start(
            new ProcessStartInfo("python3", [Script, "-n", count.ToString(CultureInfo.InvariantCulture)])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.BeginErrorReadLine();
        try
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                yield return line;
            }

            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }
}
