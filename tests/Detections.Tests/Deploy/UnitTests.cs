using Detections.Commands;

namespace Detections.Tests.Deploy;

public sealed class UnitTests
{
    private const string Analyze = "/usr/bin/systemd-analyze";

    [Fact]
    public async Task It_is_a_valid_unit() =>
        Assert.Equal((0, ""), await AnalyzeAsync(DeployFiles.Read(DeployFiles.Unit), "verify"));

    [Fact]
    public async Task A_wrong_unit_is_found()
    {
        var wrong = DeployFiles.Read(DeployFiles.Unit).Replace("ProtectHome", "ProtectHouse", StringComparison.Ordinal);

        var (_, output) = await AnalyzeAsync(wrong, "verify");

        Assert.Contains("ProtectHouse", output);
    }

    /// <summary>systemd counts what a service could do from 0 (nothing) to 10 (everything).</summary>
    [Fact]
    public async Task What_it_could_do_to_the_machine_is_little()
    {
        var (exitCode, output) = await AnalyzeAsync(
            DeployFiles.Read(DeployFiles.Unit),
            "security",
            "--offline=true",
            "--threshold=20"
        );

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void The_credential_that_it_loads_is_the_one_that_is_read()
    {
        var name = UnitFile.One("LoadCredential").Split(':')[0];

        Assert.Contains(
            $"Elasticsearch__ApiKeyFile=/run/credentials/detections.service/{name}",
            UnitFile.All("Environment")
        );
    }

    [Fact]
    public void A_run_in_progress_has_time_to_end() =>
        Assert.True(
            int.Parse(UnitFile.One("TimeoutStopSec"), System.Globalization.CultureInfo.InvariantCulture)
                > DetectionsHost.StopTimeout.TotalSeconds
        );

    [Fact]
    public void Wrong_settings_are_not_tried_again() =>
        Assert.Equal($"{ExitCode.Usage}", UnitFile.One("RestartPreventExitStatus"));

    private static async Task<(int ExitCode, string Output)> AnalyzeAsync(string unit, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Analyze), "Needs systemd-analyze, which is in Debian's package systemd");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // The program is not installed here, which verify would complain of.
            var file = Path.Combine(folder.FullName, "detections.service");
            await File.WriteAllTextAsync(
                file,
                unit.Replace("/opt/detections/detections", Analyze, StringComparison.Ordinal),
                TestContext.Current.CancellationToken
            );
            return await DeployLint.RunAsync(Analyze, [.. arguments, file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
