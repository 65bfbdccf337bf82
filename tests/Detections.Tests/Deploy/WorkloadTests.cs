using System.Text;
using Detections.Commands;
using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Settings;

namespace Detections.Tests.Deploy;

/// <summary>What deploy/ says to the program, the program understands.</summary>
public sealed class WorkloadTests
{
    public static TheoryData<string> Names => [.. Workloads.All().Select(w => w.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_program_understands_its_command_line(string name)
    {
        var parsed = CommandLine.Parse([.. Workload(name).Arguments]);

        Assert.Empty(parsed.Errors.Select(e => e.Message));
        Assert.NotEqual(parsed.RootCommandResult.Command, parsed.CommandResult.Command);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_settings_have_no_fault_and_no_warning(string name)
    {
        var files = new List<string>();
        try
        {
            var findings = new Findings();
            var configuration = ConfigurationReader.Read(
                ConfigurationText.Json(
                    Workload(name).SettingsFile,
                    [.. Workload(name).Environment.Select(e => (e.Key, OnThisMachine(e.Key, e.Value, files)))]
                ),
                findings
            );

            Assert.Empty(findings.Faults);
            Assert.Empty(findings.Warnings);
            Assert.NotNull(configuration);
        }
        finally
        {
            files.ForEach(File.Delete);
        }
    }

    /// <summary>Otherwise nothing above would be seen to be wrong.</summary>
    [Fact]
    public void Each_kind_of_deployment_sets_something()
    {
        var set = Workloads.All().Where(w => w.Environment.Keys.Any(IsSetting)).Select(w => w.Name.Split(' ')[0]);

        Assert.Equal(
            ["Kubernetes", DeployFiles.Compose, DeployFiles.TrialCompose, "systemd"],
            set.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_settings_of_the_ConfigMap_are_those_that_are_shipped_but_for_the_address_of_the_cluster()
    {
        var settings = Workloads
            .All()
            .First(w => w.Name.StartsWith("Kubernetes", StringComparison.Ordinal))
            .SettingsFile;

        Assert.Equal(
            DeployFiles.Read("appsettings.json"),
            settings.Replace("\"https://elasticsearch.example.com:9200\"", "", StringComparison.Ordinal)
        );
    }

    private static bool IsSetting(string name) => name.Contains("__", StringComparison.Ordinal);

    private static Workload Workload(string name) => Workloads.All().Single(w => w.Name == name);

    /// <summary>A file that is mounted there is not here, so one with the right kind of content takes its place.</summary>
    private static string OnThisMachine(string key, string value, List<string> files)
    {
        if (!key.EndsWith("File", StringComparison.Ordinal))
        {
            return value;
        }

        var file = Path.GetTempFileName();
        files.Add(file);
        File.WriteAllText(file, Convert.ToBase64String(Encoding.UTF8.GetBytes("id:secret")));
        return file;
    }
}
