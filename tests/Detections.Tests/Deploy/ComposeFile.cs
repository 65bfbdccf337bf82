using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Detections.Tests.Deploy;

/// <summary>A compose file, its merged keys resolved and its variables filled in.</summary>
internal sealed partial class ComposeFile
{
    public const string Filled = "abc123";

    public ComposeFile(string path)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(DeployFiles.Read(path));
        stream.Load(new MergingParser(new Parser(reader)));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        Services = ((YamlMappingNode)root["services"]).ToDictionary(
            s => s.Key.ToString(),
            s => (YamlMappingNode)s.Value,
            StringComparer.Ordinal
        );
    }

    public IReadOnlyDictionary<string, YamlMappingNode> Services { get; }

    /// <summary>Those that run this product.</summary>
    public IEnumerable<KeyValuePair<string, YamlMappingNode>> Ours =>
        Services.Where(s => Text(s.Value, "image").StartsWith("detections:", StringComparison.Ordinal));

    /// <summary>A value, or nothing where the key is absent.</summary>
    public static string Text(YamlMappingNode service, string key) =>
        service.Children.TryGetValue(key, out var value) ? value.ToString() : "";

    public static IReadOnlyList<string> List(YamlMappingNode service, string key) =>
        service.Children.TryGetValue(key, out var value)
            ? [.. ((YamlSequenceNode)value).Select(v => v.ToString())]
            : [];

    public static IReadOnlyDictionary<string, string> Environment(YamlMappingNode service) =>
        service.Children.TryGetValue("environment", out var value)
            ? ((YamlMappingNode)value).ToDictionary(
                e => e.Key.ToString(),
                e => Variable().Replace(e.Value.ToString(), Filled),
                StringComparer.Ordinal
            )
            : new Dictionary<string, string>(StringComparer.Ordinal);

    [GeneratedRegex(@"\$\{[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
