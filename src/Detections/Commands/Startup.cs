using Detections.Rules;

namespace Detections.Commands;

/// <summary>Reads `appsettings.json` with the environment on top, and says everything that is wrong with them at once.</summary>
internal static class Startup
{
    /// <summary>The configuration; null after all faults have been told.</summary>
    /// <param name="directory">Where the file is; by default here, else beside the program.</param>
    public static Configuration? Read(string? directory, TextWriter output) => Read(directory, output, out _);

    public static Configuration? Read(string? directory, TextWriter output, out ConfigurationFile? file)
    {
        file = ConfigurationFile.Find(directory);
        if (file is null)
        {
            output.WriteLine(
                $"There is no appsettings.json in {directory}. Name the directory that holds it with --config."
            );
            return null;
        }

        var configuration = file.Read(out var findings);
        foreach (var warning in findings.Warnings)
        {
            output.WriteLine($"warning: {warning}");
        }

        foreach (var fault in findings.Faults)
        {
            output.WriteLine($"error: {fault}");
        }

        return configuration;
    }
}
