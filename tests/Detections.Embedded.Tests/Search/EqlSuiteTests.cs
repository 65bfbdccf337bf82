using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Eql.Tests.Suite;
using Detections.Eql.Tests.Support;

namespace Detections.Embedded.Tests.Search;

/// <summary>Elasticsearch's own EQL cases, where they are at hand, through <c>_eql/search</c>.</summary>
public sealed class EqlSuiteTests
{
    [Theory]
    [InlineData("test_queries.toml", "endgame-ms", 133)]
    [InlineData("test_queries_date.toml", "endgame-ms", 4)]
    [InlineData("test_queries_date_nanos.toml", "endgame-nanos", 3)]
    [InlineData("test_extra.toml", "extra", 40)]
    [InlineData("test_sample.toml", "samples", 25)]
    public async Task Every_case_is_answered_as_Elasticsearch_answers_it(string file, string profile, int count)
    {
        var folder = Path.Combine(OutsideData.FolderOrSkip("EQL_SUITE_DIR", "eql-suite"), "es");
        var data = SuiteData.Read(folder, profile);
        await using var node = await TestNode.StartAsync();
        await FillAsync(node, data);
        var indices = string.Join(',', data.Events.Select(one => one.Index).Distinct());
        var cases = SuiteFile.Read(Path.Combine(folder, file)).ToList();
        var wrong = new List<string>();
        foreach (var suiteCase in cases)
        {
            await JudgeAsync(node, indices, data, suiteCase, wrong);
        }

        Assert.Equal(count, cases.Count);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task JudgeAsync(
        TestNode node,
        string indices,
        SuiteData data,
        SuiteCase suiteCase,
        List<string> wrong
    )
    {
        var body = new JsonObject
        {
            ["query"] = suiteCase.Query,
            ["size"] = suiteCase.Size,
            ["max_samples_per_key"] = suiteCase.MaxSamplesPerKey,
            ["event_category_field"] = "event_type",
        };
        if (data.HasTime)
        {
            body["tiebreaker_field"] = data.IdField;
        }

        var answer = await SendAsync(node, $"/{indices}/_eql/search", body.ToJsonString());
        var hits = answer["hits"]?.AsObject();
        var sequences = hits?["sequences"]?.AsArray() ?? [];
        var events =
            hits?["events"]?.AsArray()
            ?? [.. sequences.SelectMany(one => one!["events"]!.AsArray()).Select(one => one!.DeepClone())];
        var ids = events.Select(one => one!["missing"] is null ? (long)one["_source"]![data.IdField]! : -1).ToArray();
        var keys = sequences
            .SelectMany(one => one!["join_keys"]?.AsArray() ?? [])
            .Select(key => (string?)key ?? "null")
            .ToArray();
        if (
            hits is null
            || !suiteCase.Expected.Any(expected => expected.SequenceEqual(ids))
            || (suiteCase.JoinKeys is { } expectedKeys && !expectedKeys.SequenceEqual(keys))
        )
        {
            wrong.Add(
                $"{suiteCase.Name}: {suiteCase.Query} expected {string.Join(" or ", suiteCase.Expected.Select(expected => string.Join(',', expected)))} found {string.Join(',', ids)} {string.Join(',', keys)} {(hits is null ? answer.ToJsonString() : "")}"
            );
        }
    }

    private static async Task FillAsync(TestNode node, SuiteData data)
    {
        foreach (var index in data.Events.GroupBy(one => one.Index))
        {
            var created = await SendAsync(
                node,
                $"/{index.Key}",
                new JsonObject { ["mappings"] = data.Mapping.DeepClone() }.ToJsonString(),
                HttpMethod.Put
            );
            Assert.True((bool?)created["acknowledged"], created.ToJsonString());
            var lines = new StringBuilder();
            foreach (var one in index)
            {
                lines.Append(JsonSerializer.Serialize(new { create = new { _id = one.Id } })).Append('\n');
                lines.Append(Encoding.UTF8.GetString(one.Json)).Append('\n');
            }

            var answer = await SendAsync(node, $"/{index.Key}/_bulk?refresh=true", lines.ToString());
            Assert.False((bool)answer["errors"]!, answer.ToJsonString());
        }
    }

    /// <summary>As it is: in the suite a single quote is one.</summary>
    private static async Task<JsonNode> SendAsync(TestNode node, string path, string body, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await node.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
