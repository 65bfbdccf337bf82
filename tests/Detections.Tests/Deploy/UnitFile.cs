namespace Detections.Tests.Deploy;

/// <summary>The systemd unit, by key.</summary>
internal static class UnitFile
{
    private static readonly ILookup<string, string> Values = DeployFiles
        .Read(DeployFiles.Unit)
        .Split('\n')
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    public static IEnumerable<string> All(string key) => Values[key];

    public static string One(string key) => Values[key].Single();
}
