using Detections.Elasticsearch;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Elasticsearch;

/// <summary>What mappings say of fields is asked in the way that the version of the cluster takes.</summary>
public sealed class MappedFieldsTests
{
    private static readonly string[] Fields =
    [
        "exact",
        "wild",
        "text",
        "text.raw",
        "number",
        "lower",
        "alias",
        "constant",
        "hidden",
        "somewhere",
        "clash",
        "nowhere",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_fields_that_every_index_finds_by_their_values_may_leave_events_out(bool namesInBody)
    {
        await using var cluster = await StartAsync();
        await using var services = TestClient.Create(TestClient.Settings(cluster.Proxy.Url));

        var fields = await services
            .GetRequiredService<MappedFieldsReader>()
            .ReadAsync(["one", "two", "none-*"], Fields, namesInBody, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["clash two", "constant ", "exact ", "somewhere one", "text.raw two", "wild "],
            fields.Exact.Select(f => $"{f.Key} {string.Join(',', f.Value)}").Order(StringComparer.Ordinal)
        );
        Assert.Equal("constant", Assert.Single(fields.Constants));
        Assert.Equal(["text.raw", "alias", "constant"], fields.Unstored);
    }

    [Fact]
    public async Task Names_that_make_a_line_too_long_are_asked_in_portions()
    {
        await using var cluster = await StartAsync();
        await using var services = TestClient.Create(TestClient.Settings(cluster.Proxy.Url));
        var names = Enumerable
            .Range(0, 400)
            .Select(i => $"nowhere.a_field_with_a_long_name_{i}")
            .Append("exact")
            .ToList();

        var fields = await services
            .GetRequiredService<MappedFieldsReader>()
            .ReadAsync(["one", "two"], names, namesInBody: false, TestContext.Current.CancellationToken);

        Assert.Equal(["exact"], fields.Exact.Keys);
        var asked = cluster
            .Proxy.Requests.Where(r => r.Path.Contains("_field_caps", StringComparison.Ordinal))
            .ToList();
        Assert.InRange(asked.Count, 3, 20);
        Assert.All(asked, r => Assert.InRange(r.Path.Length, 1, 4000));
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "one",
            """
            { "mappings": { "properties": {
              "exact": { "type": "keyword", "ignore_above": 5 }, "wild": { "type": "wildcard" }, "number": { "type": "long" },
              "text": { "type": "text", "fields": { "raw": { "type": "keyword" } } }, "lower": { "type": "keyword", "normalizer": "lowercase" },
              "alias": { "type": "alias", "path": "exact" }, "constant": { "type": "constant_keyword", "value": "c" },
              "hidden": { "type": "keyword", "index": false, "doc_values": false }, "clash": { "type": "keyword" }
            } } }
            """
        );
        await cluster.SendAsync(
            HttpMethod.Put,
            "two",
            """
            { "mappings": { "properties": {
              "exact": { "type": "keyword" }, "wild": { "type": "keyword" }, "number": { "type": "long" }, "text": { "type": "text" },
              "lower": { "type": "keyword" }, "alias": { "type": "keyword" }, "constant": { "type": "keyword" },
              "hidden": { "type": "keyword", "index": false, "doc_values": false }, "clash": { "type": "text" },
              "somewhere": { "type": "keyword" }
            } } }
            """
        );
        return cluster;
    }
}
