using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Commands;

/// <summary>Reads `appsettings.json` with the environment on top, and says everything that is wrong with them at once.</summary>
internal static class Startup
{
    private const string FileName = "appsettings.json";

    /// <summary>The configuration; null after all faults have been told.</summary>
    /// <param name="directory">Where the file is; by default here, else beside the program.</param>
    public static Configuration? Read(string? directory, TextWriter output)
    {
        if (Find(directory) is not { } file)
        {
            output.WriteLine($"There is no {FileName} in {directory}. Name the directory that holds it with --config.");
            return null;
        }

        var findings = new Findings();
        var configuration = ReadFile(file, findings) is { } values ? ConfigurationReader.Read(values, findings) : null;
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

    private static string? Find(string? directory) =>
        (directory is null ? [Directory.GetCurrentDirectory(), AppContext.BaseDirectory] : new[] { directory })
            .Select(d => Path.Combine(Path.GetFullPath(d), FileName))
            .FirstOrDefault(File.Exists);

    private static IConfiguration? ReadFile(string file, Findings findings)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(file).AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException e)
        {
            findings.Fault($"{file} is not valid JSON. {e.InnerException?.Message ?? e.Message}");
            return null;
        }
    }
}
