using Tomlyn;
using Tomlyn.Model;

namespace Detections.Eql.Tests.Suite;

/// <summary>Reads a file of cases.</summary>
internal static class SuiteFile
{
    private const int DefaultSize = 50;

    public static IEnumerable<SuiteCase> Read(string path)
    {
        var lines = File.ReadLines(path)
            .Select(line => line.StartsWith("join_keys", StringComparison.Ordinal) ? MarkNulls(line) : line);
        var document = TomlSerializer.Deserialize<TomlTable>(string.Join('\n', lines))!;
        foreach (var table in (TomlTableArray)document["queries"])
        {
            yield return new SuiteCase(
                (string)table["name"],
                (string)table["query"],
                Expected((TomlArray)table["expected_event_ids"]),
                table.TryGetValue("join_keys", out var keys) ? [.. ((TomlArray)keys).Cast<string>()] : null,
                Integer(table, "size", DefaultSize),
                Integer(table, "max_samples_per_key", 1)
            );
        }
    }

    /// <summary>A bare null is not TOML.</summary>
    private static string MarkNulls(string line) =>
        line.Replace("\"null\"", "null", StringComparison.Ordinal)
            .Replace("null", "\"null\"", StringComparison.Ordinal);

    private static long[][] Expected(TomlArray ids) =>
        ids is [TomlArray, ..] ? [.. ids.Cast<TomlArray>().Select(Ids)] : [Ids(ids)];

    private static long[] Ids(TomlArray ids) => [.. ids.Cast<long>()];

    private static int Integer(TomlTable table, string key, int otherwise) =>
        table.TryGetValue(key, out var value) ? (int)(long)value : otherwise;
}
