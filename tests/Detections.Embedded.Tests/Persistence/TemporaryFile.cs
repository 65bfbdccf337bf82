namespace Detections.Embedded.Tests.Persistence;

/// <summary>A path for a data file, removed with all that SQLite puts beside it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("detections-embedded-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "node.sqlite");

    public void Dispose() => _directory.Delete(recursive: true);
}
