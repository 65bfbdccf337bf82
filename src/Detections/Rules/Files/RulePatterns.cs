using System.Globalization;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Rules.Files;

/// <summary>Which files the settings name as rules and value lists.</summary>
internal sealed record RulePatterns(IReadOnlyList<FilePattern> Rules, IReadOnlyList<FilePattern> ValueLists)
{
    public const string RulesKey = "Files";
    public const string ValueListsKey = "ValueLists";

    private const string Section = "Rules";

    /// <param name="folder">What relative paths start from.</param>
    public static RulePatterns Of(IConfiguration configuration, string folder) =>
        new(
            Texts(configuration, RulesKey, folder, RuleFileReader.Extensions),
            Texts(configuration, ValueListsKey, folder, [])
        );

    /// <summary>Path, length and time of each file: what tells that one was written, came or went.</summary>
    public string Stamps() =>
        string.Join('\n', Rules.Concat(ValueLists).SelectMany(Files).Distinct(StringComparer.Ordinal).Select(Stamp));

    private static FilePattern[] Texts(
        IConfiguration configuration,
        string key,
        string folder,
        IReadOnlyList<string> extensions
    ) =>
        [
            .. configuration
                .GetSection($"{Section}:{key}")
                .GetChildren()
                .Where(c => !string.IsNullOrWhiteSpace(c.Value))
                .Select(c => new FilePattern(c.Value!, folder, extensions)),
        ];

    private static IReadOnlyList<string> Files(FilePattern pattern)
    {
        try
        {
            return pattern.Files();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [e.Message];
        }
    }

    /// <summary>Of the open file, since that of a path is that of a link.</summary>
    private static string Stamp(string path)
    {
        try
        {
            if (!BoundedFile.HasContent(path))
            {
                return $"{path} 0";
            }

            using var file = File.OpenHandle(path);
            var time = File.GetLastWriteTimeUtc(file).Ticks;
            return string.Create(CultureInfo.InvariantCulture, $"{path} {RandomAccess.GetLength(file)} {time}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} {e.Message}";
        }
    }
}
