using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Eql.Tests.Support;
using Tomlyn;
using Tomlyn.Model;

namespace Detections.Eql.Tests;

/// <summary>Elasticsearch's own event queries against its own test events, where they are at hand.</summary>
public sealed class ElasticsearchSuiteTests
{
    private static readonly EqlOptions Options = new() { EventCategoryField = "event_type" };

    /// <summary>Fields whose mapping says other than their JSON, which only a mapping can tell.</summary>
    private static readonly string[] NeedMapping =
    [
        "source_address",
        "version",
        "date_tags",
        "optional_field_default_null",
    ];

    [Theory]
    [InlineData("test_queries.toml", "test_data.json", "serial_event_id")]
    [InlineData("test_extra.toml", "data/extra.data", "sequence")]
    public void Event_queries_find_what_Elasticsearch_finds(string cases, string data, string id)
    {
        var folder = Path.Combine(OutsideData.FolderOrSkip("EQL_SUITE_DIR", "eql-suite"), "es");
        var events = ReadEvents(Path.Combine(folder, data), id);
        var (passed, notYet, wrong) = (0, new List<string>(), new List<string>());
        foreach (var (name, query, expected, size) in ReadCases(Path.Combine(folder, cases)))
        {
            if (!EqlQuery.TryParse(query, Options, out var parsed, out var error))
            {
                (error.Message.Contains("not supported yet") ? notYet : wrong).Add($"{name}: {error}");
                continue;
            }

            if (parsed.Fields.Any(NeedMapping.Contains))
            {
                notYet.Add($"{name}: needs a mapping");
                continue;
            }

            var found = Find(parsed, events, size);
            if (found.SequenceEqual(expected))
            {
                passed++;
            }
            else
            {
                wrong.Add($"{name}: {query} expected {string.Join(',', expected)} found {string.Join(',', found)}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{cases}: {passed} right, {wrong.Count} wrong, {notYet.Count} not supported yet\n{string.Join('\n', notYet)}"
        );
        Assert.Empty(wrong);
        Assert.NotEqual(0, passed);
    }

    private static List<long> Find(EqlQuery query, List<(long Id, byte[] Json)> events, int size)
    {
        var table = FieldTable.Create(query.Fields);
        var reader = new EventReader(table);
        var step = Assert.Single(query.Compile(table));
        var found = new List<long>();
        foreach (var (id, json) in events)
        {
            Assert.True(reader.TryRead(json, out var values, out var problem), problem);
            if (step.Matches(values))
            {
                found.Add(id);
            }
        }

        return [.. found.TakeLast(size)];
    }

    /// <summary>The events in the order of their results: by time, then by the tiebreaker.</summary>
    private static List<(long Id, byte[] Json)> ReadEvents(string path, string id) =>
        [
            .. JsonNode
                .Parse(File.ReadAllText(path))!
                .AsArray()
                .Select(node => node!.AsObject())
                .OrderBy(node =>
                    node["@timestamp"] is { } time
                        ? long.Parse(time.ToString())
                        : (node["timestamp"]!.GetValue<long>() / 10000) - 11644473600000
                )
                .ThenBy(node => node[id]!.GetValue<long>())
                .Select(node => (node[id]!.GetValue<long>(), JsonSerializer.SerializeToUtf8Bytes(node))),
        ];

    private static IEnumerable<(string Name, string Query, long[] Expected, int Size)> ReadCases(string path)
    {
        // The suite writes join_keys = [null], which is not TOML
        var lines = File.ReadLines(path)
            .Select(line =>
                line.StartsWith("join_keys", StringComparison.Ordinal)
                    ? line.Replace("\"null\"", "null").Replace("null", "\"null\"")
                    : line
            );
        var text = string.Join('\n', lines);
        var document = TomlSerializer.Deserialize<TomlTable>(text)!;
        foreach (var table in (TomlTableArray)document["queries"])
        {
            yield return (
                (string)table["name"],
                (string)table["query"],
                [.. ((TomlArray)table["expected_event_ids"]).Cast<long>()],
                table.TryGetValue("size", out var size) ? (int)(long)size : 50
            );
        }
    }
}
