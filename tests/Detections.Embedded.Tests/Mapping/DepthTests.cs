namespace Detections.Embedded.Tests.Mapping;

public sealed class DepthTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(20, 20)]
    [InlineData(25, 25)]
    [InlineData(100, 100)]
    public async Task Fields_are_mapped_down_to_the_limit(int limit, int levels)
    {
        await _node.Ok("PUT /a", $"{{'settings':{{'index.mapping.depth.limit':{limit}}}}}");
        await _node.Ok("PUT /a/_doc/nested", Nested(levels));
        await _node.Ok("PUT /a/_doc/dotted?refresh=true", Dotted(levels));
        Assert.Equal("nested dotted", await _node.Ids("a", $"{{'term':{{'{Path(levels)}':1}}}}"));
        foreach (var document in new[] { Nested(levels, prefix: "x."), Dotted(levels, "x."), Dotted(20_000, "x.") })
        {
            var error = await _node.Refused(400, "PUT /a/_doc/x", document);
            Assert.Contains(
                $"on more than [{limit}] levels of objects, the limit of mapping depth",
                (string)error["reason"]!,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task An_object_without_values_counts_too()
    {
        await _node.Ok("PUT /a/_doc/1", Nested(19, "{}"));
        await _node.Refused(400, "PUT /a/_doc/1", Nested(20, "{}"));
    }

    [Theory]
    [InlineData("{'dynamic':false}", "")]
    [InlineData("{'properties':{'s':{'type':'object','dynamic':false}}}", "s.")]
    [InlineData("{'properties':{'s':{'type':'object','enabled':false}}}", "s.")]
    public async Task What_is_not_mapped_may_be_as_deep_as_the_parser_goes(string mappings, string prefix)
    {
        await _node.Ok("PUT /a", $"{{'mappings':{mappings}}}");
        foreach (var (id, document) in new[] { ("1", Nested(998, "[{}]", prefix)), ("2", Dotted(2_000, prefix)) })
        {
            await _node.Ok($"PUT /a/_doc/{id}?refresh=true", document);
            Assert.Equal(document, (await _node.Send($"GET /a/_source/{id}")).Text);
            Assert.Equal(document, (await _node.Send($"GET /a/_source/{id}?_source_excludes=none")).Text);
        }

        await _node.Refused(400, "PUT /a/_doc/3", Nested(999, "[{}]", prefix));
        var hits = await _node.Send("POST /a/_search?filter_path=hits.hits._source", "{}");
        Assert.Contains(Nested(998, "[{}]", prefix), hits.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT /b", "{'mappings':{'properties':MAPPING}}")]
    [InlineData("PUT /a/_mapping", "{'properties':MAPPING}")]
    [InlineData("PUT /_index_template/t", "{'index_patterns':['t'],'template':{'mappings':{'properties':MAPPING}}}")]
    public async Task A_mapping_is_held_to_the_limit(string request, string body)
    {
        await _node.Ok("PUT /a");
        await _node.Ok(request, body.Replace("MAPPING", Mapping(20), StringComparison.Ordinal));
        await _node.Refused(400, request + "b", body.Replace("MAPPING", Mapping(21), StringComparison.Ordinal));
        await _node.Refused(400, request + "b", body.Replace("MAPPING", Mapping(20_000), StringComparison.Ordinal));

        static string Mapping(int levels) => $"{{'{Path(levels)}':{{'type':'long'}}}}";
    }

    private static string Path(int levels) => string.Join('.', Enumerable.Repeat("a", levels));

    private static string Dotted(int levels, string prefix = "") => $"{{\"{prefix}{Path(levels)}\":1}}";

    private static string Nested(int levels, string innermost = "1", string prefix = "") =>
        $"{{\"{prefix}a\":"
        + string.Concat(Enumerable.Repeat("{\"a\":", levels - 1))
        + innermost
        + new string('}', levels);
}
