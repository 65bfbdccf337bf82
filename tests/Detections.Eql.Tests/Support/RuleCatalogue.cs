using Tomlyn;
using Tomlyn.Model;

namespace Detections.Eql.Tests.Support;

/// <summary>The EQL queries of a folder of rules, one rule a file.</summary>
internal static class RuleCatalogue
{
    public const string Variable = "RULE_CATALOGUE_DIR";
    public const string Name = "catalogue";

    public static IEnumerable<(string Rule, string Query, EqlOptions Options)> Read(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.toml", SearchOption.AllDirectories).Order())
        {
            var document = TomlSerializer.Deserialize<TomlTable>(File.ReadAllText(path))!;
            if (
                document.TryGetValue("rule", out var value)
                && value is TomlTable rule
                && Text(rule, "language") == "eql"
            )
            {
                yield return (Path.GetFileName(path), Text(rule, "query")!, OptionsOf(rule));
            }
        }
    }

    private static EqlOptions OptionsOf(TomlTable rule)
    {
        var options = EqlOptions.Default;
        return options with
        {
            EventCategoryField = Text(rule, "event_category_override") ?? options.EventCategoryField,
            TimestampField = Text(rule, "timestamp_field") ?? options.TimestampField,
            TiebreakerField = Text(rule, "tiebreaker_field") ?? options.TiebreakerField,
        };
    }

    private static string? Text(TomlTable table, string key) =>
        table.TryGetValue(key, out var value) ? value as string : null;
}
