using Detections.Tests;

[assembly: AssemblyFixture(typeof(TemporaryFiles))]

namespace Detections.Tests;

/// <summary>What the tests put into the folder for temporary files is in one folder there, and gone when they end.</summary>
public sealed class TemporaryFiles : IDisposable
{
    private static readonly string Variable = OperatingSystem.IsWindows() ? "TMP" : "TMPDIR";
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly string _folder = Directory.CreateTempSubdirectory("detections-tests-").FullName;

    public TemporaryFiles()
    {
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as a user of its own.
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        }

        Environment.SetEnvironmentVariable(Variable, _folder);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException e)
        {
            // A process that was killed may not have let go yet; that is no fault of what was tested.
            Console.Error.WriteLine($"{_folder} is left behind. {e.Message}");
        }
    }
}
