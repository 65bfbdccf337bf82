using System.Text;
using System.Text.Json;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Reads a file of tests, in YAML or TOML.</summary>
internal sealed class TestFileReader(Findings findings)
{
    private const string Id = "_id";
    private const string Index = "_index";
    private const string Source = "_source";

    public static readonly IReadOnlyList<string> Endings = [".test.yml", ".test.yaml", ".test.toml"];

    /// <summary>The tests; null after all mistakes are in the findings.</summary>
    public async Task<TestFile?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (SourceFile.Read(path, out var trouble) is not { } file)
        {
            findings.Add([trouble!]);
            return null;
        }

        var root =
            Path.GetExtension(path) == ".toml" ? TomlTree.Read(file, out trouble) : YamlTree.Read(file, out trouble);
        if (root is null)
        {
            findings.Add([trouble!]);
            return null;
        }

        var section = new SectionReader(root, findings);
        var rule = section.RequiredText("rule");
        var ruleId = section.Text("rule_id");
        var tests = new List<RuleTest>();
        foreach (var test in section.Items("tests"))
        {
            tests.Add(await ReadTestAsync(test, Path.GetDirectoryName(file.FullPath)!, cancellationToken));
        }

        if (!section.Holds("tests"))
        {
            section.Fault("tests", "is missing; it needs a list of tests.", FindingCode.MissingValue);
        }

        section.RefuseUnknownKeys();
        return rule is null ? null : new(file.FullPath, rule, ruleId, root.ChildOrNone("rule").Location, tests);
    }

    private static async Task<RuleTest> ReadTestAsync(
        SectionReader test,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var name = test.RequiredText("name") ?? "";
        var events = await ReadEventsAsync(test, folder, cancellationToken);
        var expected = ReadExpectation(test, test.Below("expect"));
        test.RefuseUnknownKeys();
        return new(name, test.Location, events, expected);
    }

    private static async Task<IReadOnlyList<TestEvent>> ReadEventsAsync(
        SectionReader test,
        string folder,
        CancellationToken cancellationToken
    )
    {
        if (test.IsList("events"))
        {
            return [.. test.Json("events").Select((json, number) => EventOf(json, number + 1))];
        }

        if (test.RequiredText("events") is not { } path)
        {
            return [];
        }

        var events = new List<TestEvent>();
        try
        {
            var source = new NdjsonEventSource([Path.GetFullPath(path, folder)], TimeProvider.System);
            await foreach (var page in source.ReadAsync(new([], [], default), cancellationToken))
            {
                events.AddRange(
                    page.Hits.Select(hit => new TestEvent(
                        Encoding.UTF8.GetString(hit.Index.Span),
                        Encoding.UTF8.GetString(hit.Id.Span),
                        hit.Source.ToArray()
                    ))
                );
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            test.Refuse(
                "events",
                path,
                $"a list of events, or an NDJSON file that can be read ({e.Message})",
                FindingCode.UnreadableFile
            );
        }

        return events;
    }

    /// <summary>A document as it is, or one wrapped as Elasticsearch answers it.</summary>
    private static TestEvent EventOf(JsonElement json, int number)
    {
        var isObject = json.ValueKind == JsonValueKind.Object;
        var isWrapped = isObject && json.TryGetProperty(Source, out _);
        return new(
            isWrapped && json.TryGetProperty(Index, out var index) ? index.ToString() : "",
            isWrapped && json.TryGetProperty(Id, out var id)
                ? id.ToString()
                : number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Encoding.UTF8.GetBytes((isWrapped ? json.GetProperty(Source) : json).GetRawText())
        );
    }

    private static Expectation ReadExpectation(SectionReader test, SectionReader expected)
    {
        if (!test.Holds("expect"))
        {
            test.Fault("expect", "is missing; it needs alerts, silence or ids.", FindingCode.MissingValue);
        }

        var alerts = expected.Number("alerts", 0, int.MaxValue);
        var isSilent = expected.Flag("silence", defaultValue: false);
        var ids = expected.IsList("ids") ? expected.Json("ids").Select(IdsOf).ToList() : null;
        if (isSilent && (alerts > 0 || ids is { Count: > 0 }))
        {
            expected.Fault("silence", "is true beside alerts that are expected.", FindingCode.Contradiction);
        }

        if (!isSilent && alerts is null && ids is null && test.Holds("expect"))
        {
            test.Fault("expect", "says neither alerts, silence nor ids.", FindingCode.MissingValue);
        }

        var fields = expected.Entries("fields").Select(field => new ExpectedField(field.Key, field.Value)).ToList();
        expected.RefuseUnknownKeys();
        return new(isSilent ? 0 : alerts, ids, fields);
    }

    /// <summary>Of an alert over one event its id; over several a list.</summary>
    private static IReadOnlyList<string> IdsOf(JsonElement ids) =>
        ids.ValueKind == JsonValueKind.Array ? [.. ids.EnumerateArray().Select(id => id.ToString())] : [ids.ToString()];
}
