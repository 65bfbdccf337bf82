using System.Text.RegularExpressions;
using Detections.Commands;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Tests.Deploy;

/// <summary>Whoever follows the steps finds the files, settings and commands that they name.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = DeployFiles.Read(DeployFiles.Readme);

    [Fact]
    public void Every_file_that_it_names_exists()
    {
        var files = Files().Matches(Text).Select(m => m.Value.TrimEnd('.')).Distinct().ToList();

        Assert.True(files.Count >= 8, $"only {files.Count} files are named");
        // What the reader makes.
        Assert.All(
            files.Where(f => !f.StartsWith("deploy/config", StringComparison.Ordinal)),
            f => Assert.True(Path.Exists(DeployFiles.FullPath(f)), $"{f} does not exist")
        );
    }

    [Fact]
    public void Every_setting_that_it_names_exists()
    {
        var settings = SettingNames().Matches(Text).Select(m => m.Value).Distinct().ToList();
        var findings = new Findings();

        ConfigurationReader.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s, "x")))
                .Build(),
            findings
        );

        Assert.True(settings.Count >= 5, $"only {settings.Count} settings are named");
        Assert.DoesNotContain(findings.Faults, f => f.Contains("is not a setting", StringComparison.Ordinal));
    }

    [Fact]
    public void The_program_understands_every_command_line_that_it_gives()
    {
        var commands = Commands().Matches(Text).Select(m => m.Groups["arguments"].Value.Trim()).ToList();

        Assert.True(commands.Count >= 5, $"only {commands.Count} commands are given");
        Assert.All(
            commands,
            c => Assert.Empty(CommandLine.Parse(c.Split(' ')).Errors.Select(e => $"{c}: {e.Message}"))
        );
    }

    [GeneratedRegex(@"deploy/[\w./-]+|\bdocker-compose\.yml|\.env\.example", RegexOptions.NonBacktracking)]
    private static partial Regex Files();

    [GeneratedRegex(
        @"\b(Elasticsearch|Alerts|Sweep|Queue|Runs|Http|Telemetry):[A-Z]\w+",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SettingNames();

    [GeneratedRegex(
        @"(/app/detections |/opt/detections/detections |--rm detections | setup \\\n +)(?<arguments>[a-z][^`\n]*)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Commands();
}
