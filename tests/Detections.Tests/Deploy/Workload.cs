namespace Detections.Tests.Deploy;

/// <summary>One place in deploy/ that starts the program: with what arguments, environment and settings file.</summary>
internal sealed record Workload(
    string Name,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string SettingsFile
);
