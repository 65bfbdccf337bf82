using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Elasticsearch;
using Detections.Eql;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Elasticsearch;

/// <summary>Random queries over random events in indices that map their fields in every way.</summary>
public sealed class PreFilterPropertyTests
{
    private const int Documents = 2000;

    private static readonly Dictionary<string, string> Mappings = new(StringComparer.Ordinal)
    {
        ["short"] = """
            "b": { "type": "keyword", "ignore_above": 3 }, "c": { "type": "keyword", "ignore_above": 3 },
            "a": { "properties": { "b": { "type": "keyword", "ignore_above": 2 }, "by": { "type": "keyword" } } }
            """,
        ["wild"] = """
            "a": { "type": "wildcard", "ignore_above": 3 }, "b": { "properties": { "c": { "type": "wildcard" } } },
            "c": { "type": "wildcard" }, "my-f": { "type": "wildcard" }
            """,
        ["mixed"] = """
            "a": { "properties": { "b": { "properties": { "c": { "type": "keyword" } } } } },
            "b": { "type": "text" }, "c": { "type": "keyword", "normalizer": "lowercase" }, "my-f": { "type": "keyword", "ignore_above": 2 },
            "b`c": { "type": "keyword", "ignore_above": 4 }
            """,
        ["constant"] = """
            "a": { "type": "keyword" }, "b": { "type": "constant_keyword", "value": "abc" }, "c": { "type": "keyword" }
            """,
    };

    [Fact]
    public async Task What_a_query_matches_the_filter_lets_through_whatever_the_mapping()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var services = TestClient.Create(TestClient.Settings(cluster.Proxy.Url));
        var documents = await IndexAsync(cluster, Generators.Documents.Array[Documents].Single());
        Assert.InRange(documents.Count, Documents / 4, Documents * Mappings.Count);
        var (filtered, leftOut) = (0L, 0L);
        foreach (var condition in Generators.Conditions.Array[(int)PropertyIterations.Or(150)].Single())
        {
            var query = EqlQuery.Parse($"any where {condition.Eql}");
            foreach (
                var indices in (string[][])
                    [
                        ["short"],
                        ["wild"],
                        ["constant", "wild"],
                        [.. Mappings.Keys],
                    ]
            )
            {
                var fields = await services
                    .GetRequiredService<MappedFieldsReader>()
                    .ReadAsync(indices, query.Fields, namesInBody: true, TestContext.Current.CancellationToken);
                if (PreFilter.Create([new(query.Filter, indices)], fields) is not { } preFilter)
                {
                    continue;
                }

                filtered++;
                var through = await SearchAsync(cluster, indices, preFilter);
                foreach (var (key, document) in documents.Where(d => indices.Contains(d.Key.Index)))
                {
                    leftOut += through.Contains(key) ? 0 : 1;
                    Assert.True(
                        through.Contains(key) || !condition.Holds(document),
                        $"{condition.Eql}\n{Encoding.UTF8.GetString(preFilter.Query.Span)}\n{key.Index}: {document}"
                    );
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{filtered} filters left out {leftOut} events");
        Assert.NotEqual(0, leftOut);
    }

    /// <summary>Every document goes into all indices that take it.</summary>
    private static async Task<Dictionary<(string Index, string Id), JsonElement>> IndexAsync(
        TestCluster cluster,
        string[] documents
    )
    {
        var indexed = new Dictionary<(string Index, string Id), JsonElement>();
        foreach (var (index, properties) in Mappings)
        {
            await cluster.SendAsync(
                HttpMethod.Put,
                index,
                $$"""{ "mappings": { "dynamic": false, "properties": { {{properties}} } } }"""
            );
            var body = new StringBuilder();
            for (var i = 0; i < documents.Length; i++)
            {
                body.Append($"{{\"create\":{{\"_id\":\"{i}\"}}}}\n{documents[i].ReplaceLineEndings(" ")}\n");
            }

            var answer = await cluster.SendAsync(
                HttpMethod.Post,
                $"{index}/_bulk?refresh=true",
                body.ToString(),
                "application/x-ndjson"
            );
            foreach (var item in answer!["items"]!.AsArray().Select(i => i!["create"]!))
            {
                if (item["status"]!.GetValue<int>() == 201)
                {
                    var id = item["_id"]!.GetValue<string>();
                    indexed[(index, id)] = JsonSerializer.Deserialize<JsonElement>(documents[int.Parse(id, null)]);
                }
            }
        }

        return indexed;
    }

    private static async Task<HashSet<(string Index, string Id)>> SearchAsync(
        TestCluster cluster,
        string[] indices,
        PreFilter preFilter
    )
    {
        var answer = await cluster.SendAsync(
            HttpMethod.Post,
            $"{string.Join(',', indices)}/_search",
            $$"""{"size":10000,"_source":false,"query":{{Encoding.UTF8.GetString(preFilter.Query.Span)}}}"""
        );
        return
        [
            .. answer!["hits"]!["hits"]!
                .AsArray()
                .Select(h => (h!["_index"]!.GetValue<string>(), h["_id"]!.GetValue<string>())),
        ];
    }
}
