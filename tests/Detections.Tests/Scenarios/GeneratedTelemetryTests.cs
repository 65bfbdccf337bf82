using System.Diagnostics;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>The built-in rule over telemetry with planted matches, four near misses for each, in both document shapes.</summary>
public sealed class GeneratedTelemetryTests
{
    private const int Events = 40_000;

    private static readonly string Generator =
        Environment.GetEnvironmentVariable("EVENT_GENERATOR")
        ?? Path.Combine(RepositoryRoot.Path, "..", "shared", "tools", "gen_events.py");

    [Fact]
    public async Task The_built_in_query_finds_the_planted_matches_and_none_of_the_near_misses()
    {
        Assert.SkipUnless(
            File.Exists(Generator),
            "Needs the generator of sample events: name its path in EVENT_GENERATOR"
        );
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(d => File.Exists(Path.Combine(d, "python3"))),
            "Needs python3 to run the generator of sample events"
        );
        var settings = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "appsettings.json"),
                TestContext.Current.CancellationToken
            )
        )!;
        var query = settings["Rules"]!["Items"]![TestCluster.RuleId]!["query"]!.GetValue<string>();
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ndjson");
        await RunAsync("python3", [Generator, "-n", $"{Events}", "-o", file]);

        var output = await RunAsync(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "detections.dll"),
                "search",
                query,
                "--events",
                file,
                "--size",
                "1000",
            ]
        );
        File.Delete(file);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"{Events / 5000} of {Events} events match", lines[^1]);
        Assert.All(lines[..^1], l => Assert.Equal(2500, (LineNumber(l) - 1) % 5000));
        Assert.Contains(lines, l => l.Contains("\"type\":\"endpoint\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\"type\":\"winlogbeat\"", StringComparison.Ordinal));
    }

    private static int LineNumber(string found) => int.Parse(found.Split(' ')[0].Split(':')[1], null);

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
