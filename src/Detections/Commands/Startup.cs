using Detections.Rules;
using Detections.Settings;

namespace Detections.Commands;

/// <summary>Reads `appsettings.json` with the environment on top, and says everything that is wrong with them at once.</summary>
internal static class Startup
{
    /// <summary>The configuration; null after all faults have been told.</summary>
    /// <param name="directory">Where the file is; by default here, else beside the program.</param>
    public static Configuration? Read(string? directory, TextWriter output) => Read(directory, output, out _);

    public static Configuration? Read(string? directory, TextWriter output, out ConfigurationFile? file)
    {
        file = Find(directory, output);
        var findings = new Findings();
        var configuration = file?.Read(out findings);
        Tell(findings, output);
        return configuration;
    }

    /// <summary>Only where a running copy answers: it goes on when other settings are changed for the worse, and so must this.</summary>
    public static HttpSettings? ReadHttp(string? directory, TextWriter output)
    {
        var findings = new Findings();
        if (Find(directory, output)?.Values(findings) is { } values)
        {
            var settings = new HttpReader(new(values.GetSection(HttpSettings.Section), findings)).Read();
            Tell(findings, output);
            return findings.Faults.Count == 0 ? settings : null;
        }

        Tell(findings, output);
        return null;
    }

    private static ConfigurationFile? Find(string? directory, TextWriter output)
    {
        var file = ConfigurationFile.Find(directory);
        if (file is null)
        {
            output.WriteLine(
                $"There is no appsettings.json in {directory}. Name the directory that holds it with --config."
            );
        }

        return file;
    }

    private static void Tell(Findings findings, TextWriter output)
    {
        foreach (var finding in findings.All.OrderBy(f => f.Severity))
        {
            output.WriteLine($"{Word(finding.Severity)}: {finding.Text}");
        }
    }

    private static string Word(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Note => "note",
            FindingSeverity.Warning => "warning",
            _ => "error",
        };
}
