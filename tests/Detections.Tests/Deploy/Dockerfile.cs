using System.Text.Json;
using System.Text.RegularExpressions;

namespace Detections.Tests.Deploy;

/// <summary>The instructions of deploy/Dockerfile, with their continued lines joined.</summary>
internal static partial class Dockerfile
{
    public static IReadOnlyList<(string Name, string Text)> Instructions { get; } = Read();

    /// <summary>What the stage that is shipped ends with.</summary>
    public static string Last(string name) => Instructions.Last(i => i.Name == name).Text;

    /// <summary>The command of an instruction in its exec form.</summary>
    public static IReadOnlyList<string> Exec(string text) =>
        JsonSerializer.Deserialize<string[]>(text[text.IndexOf('[', StringComparison.Ordinal)..])!;

    private static List<(string Name, string Text)> Read()
    {
        var lines = DeployFiles
            .Read(DeployFiles.Dockerfile)
            .Split('\n')
            .Where(line => !line.StartsWith('#') && line.Trim().Length > 0);
        return
        [
            .. Continued()
                .Replace(string.Join('\n', lines), " ")
                .Split('\n')
                .Select(line => line.Split(' ', 2))
                .Select(parts => (parts[0], parts[1].Trim())),
        ];
    }

    [GeneratedRegex(@"\\\n\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Continued();
}
