using System.Globalization;
using System.Text.Json;
using Detections.Eql.Tests.Suite;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

/// <summary>Elasticsearch's own queries against its own test events, where they are at hand, in order and shuffled.</summary>
public sealed class ElasticsearchSuiteTests
{
    public static TheoryData<string, string, int> Files =>
        new()
        {
            { "test_queries.toml", "endgame-ms", 133 },
            { "test_queries_date.toml", "endgame-ms", 4 },
            { "test_queries_date_nanos.toml", "endgame-nanos", 3 },
            { "test_extra.toml", "extra", 40 },
            { "test_sample.toml", "samples", 25 },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_case_finds_what_Elasticsearch_finds(string file, string profile, int count)
    {
        var folder = Path.Combine(OutsideData.FolderOrSkip("EQL_SUITE_DIR", "eql-suite"), "es");
        var data = SuiteData.Read(folder, profile);
        var types = FieldTypes.FromMapping(JsonSerializer.SerializeToUtf8Bytes(data.Mapping));
        var shuffled = data.Events.ToArray();
        new Random(20261124).Shuffle(shuffled);
        var wrong = new List<string>();
        var cases = SuiteFile.Read(Path.Combine(folder, file)).ToList();
        foreach (var suiteCase in cases)
        {
            Judge(suiteCase, data, types, data.Events, "in order", wrong);
            Judge(suiteCase, data, types, shuffled, "shuffled", wrong);
        }

        Assert.Equal(count, cases.Count);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void Judge(
        SuiteCase suiteCase,
        SuiteData data,
        FieldTypes types,
        IReadOnlyList<SuiteEvent> events,
        string order,
        List<string> wrong
    )
    {
        var options = new EqlOptions
        {
            EventCategoryField = "event_type",
            TiebreakerField = data.HasTime ? data.IdField : null,
            Types = types,
            RejectsUnknownFields = true,
        };
        if (!EqlQuery.TryParse(suiteCase.Query, options, out var query, out var error))
        {
            wrong.Add($"{suiteCase.Name}: {error}");
            return;
        }

        var found = query.Take(
            Find(query, types, events, suiteCase.MaxSamplesPerKey),
            suiteCase.Size,
            EqlResultPosition.Tail
        );
        var ids = found
            .SelectMany(match => match.Events)
            .Select(hit => hit is null ? -1 : long.Parse(hit.Id, CultureInfo.InvariantCulture))
            .ToArray();
        // The suite writes a missing key as null or as "null"
        var keys = found.SelectMany(match => match.JoinKeys).Select(key => key ?? "null").ToArray();
        if (!suiteCase.Expected.Any(expected => expected.SequenceEqual(ids)))
        {
            wrong.Add(
                $"{suiteCase.Name} {order}: {suiteCase.Query}\n  expected {string.Join(" or ", suiteCase.Expected.Select(expected => string.Join(',', expected)))}\n  found {string.Join(',', ids)}"
            );
        }
        else if (suiteCase.JoinKeys is { } expectedKeys && !expectedKeys.SequenceEqual(keys))
        {
            wrong.Add(
                $"{suiteCase.Name} {order}: {suiteCase.Query}\n  expected keys {string.Join(',', expectedKeys)}\n  found {string.Join(',', keys)}"
            );
        }
    }

    private static IReadOnlyList<EqlMatch> Find(
        EqlQuery query,
        FieldTypes types,
        IReadOnlyList<SuiteEvent> events,
        int maxSamplesPerKey
    )
    {
        var table = FieldTable.Create([.. query.Fields, .. query.OrderFields], types);
        var reader = new EventReader(table);
        var matcher = query.CreateMatcher(table, new EqlMatcherOptions { MaxSamplesPerKey = maxSamplesPerKey });
        foreach (var item in events)
        {
            Assert.True(reader.TryRead(item.Json, out var values, out var problem), problem);
            matcher.Add(values, item.Index, item.Id, item.Arrival);
        }

        return matcher.Finish();
    }
}
