namespace Detections.Tests.Cluster;

internal static class RepositoryRoot
{
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string directory)
    {
        while (!File.Exists(System.IO.Path.Combine(directory, "Detections.sln")))
        {
            directory =
                System.IO.Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("The tests run outside of their repository");
        }

        return directory;
    }
}
