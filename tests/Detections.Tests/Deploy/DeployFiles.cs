using Detections.Tests.Cluster;

namespace Detections.Tests.Deploy;

internal static class DeployFiles
{
    public const string TrialCompose = "docker-compose.yml";
    public const string Compose = "deploy/docker-compose.yml";
    public const string Dockerfile = "deploy/Dockerfile";
    public const string Kubernetes = "deploy/kubernetes";
    public const string Readme = "README.md";
    public const string Unit = "deploy/systemd/detections.service";

    public static string FullPath(string path) => Path.Combine(RepositoryRoot.Path, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    /// <summary>Every manifest of the folder, those that are not part of the kustomization too.</summary>
    public static IEnumerable<string> Manifests() =>
        Directory
            .EnumerateFiles(FullPath(Kubernetes), "*.yaml")
            .Select(f => $"{Kubernetes}/{Path.GetFileName(f)}")
            .Where(f => !f.EndsWith("/kustomization.yaml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
