namespace Detections.Embedded.Tests.Indices;

public sealed class IndexPatternTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync();
        await _node.Ok("PUT /_index_template/t", "{'index_patterns':['logs-*'],'data_stream':{}}");
        foreach (var index in (string[])["a-1", "a-2", "b-1", ".dot"])
        {
            await _node.Ok($"PUT /{index}");
        }

        await _node.Ok("PUT /secret", "{'settings':{'hidden':true}}");
        await _node.Ok("PUT /b-1/_alias/a-alias");
        await _node.Ok("PUT /_data_stream/logs-x");
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("a-1", "a-1")]
    [InlineData("a-1,b-1", "a-1 b-1")]
    [InlineData("a-*", "a-1 a-2 b-1")]
    [InlineData("*", ".ds a-1 a-2 b-1")]
    [InlineData("_all", ".ds a-1 a-2 b-1")]
    [InlineData("*,-a-*", ".ds")]
    [InlineData("*,-b*,-logs-*", "a-1 a-2")]
    [InlineData("a-*,-a-2", "a-1 b-1")]
    [InlineData("-a-2", null)]
    [InlineData("a-alias", "b-1")]
    [InlineData("logs-*", ".ds")]
    [InlineData("logs-x", ".ds")]
    [InlineData(".d*", ".dot .ds")]
    [InlineData("secret", "secret")]
    [InlineData("sec*", "")]
    [InlineData("none-*", "")]
    [InlineData("none", null)]
    [InlineData("none,a-1", null)]
    [InlineData("none,a-1?ignore_unavailable=true", "a-1")]
    [InlineData("none?ignore_unavailable=true", "")]
    [InlineData("none-*?allow_no_indices=false", null)]
    [InlineData("*?expand_wildcards=all", ".dot .ds a-1 a-2 b-1 secret")]
    [InlineData("*?expand_wildcards=open,hidden", ".dot .ds a-1 a-2 b-1 secret")]
    [InlineData("a*,sec*?expand_wildcards=hidden", "secret")]
    [InlineData("a*?expand_wildcards=none", "")]
    [InlineData("*:a-*,a-1", "a-1")]
    public async Task An_expression_means_these_indices(string expression, string? indices)
    {
        var parts = expression.Split('?');
        var answer = await _node.Send(
            $"GET /{Uri.EscapeDataString(parts[0])}/_field_caps?fields=_id&{parts.ElementAtOrDefault(1)}".TrimEnd('&')
        );
        if (indices is null)
        {
            Assert.Equal("index_not_found_exception", (string)answer.Json["error"]!["type"]!);
            return;
        }
        var found = answer.Json["indices"]!.AsArray().Select(index => (string)index!);
        Assert.Equal(
            indices,
            string.Join(
                ' ',
                found.Select(index => index.StartsWith(".ds-logs-x-", StringComparison.Ordinal) ? ".ds" : index)
            )
        );
    }

    [Fact]
    public async Task A_remote_cluster_is_unknown()
    {
        var error = await _node.Refused(404, "GET /there:a-*/_search");
        Assert.Equal("no_such_remote_cluster_exception", (string)error["type"]!);
        Assert.Equal("no such remote cluster: [there]", (string)error["reason"]!);
    }

    [Theory]
    [InlineData("a-*", "a-1 a-2", "a-alias", "")]
    [InlineData("*", "a-1 a-2 b-1", "a-alias", "logs-x")]
    [InlineData("logs-x", "", "", "logs-x")]
    [InlineData("b-1", "b-1", "", "")]
    [InlineData("none-*", "", "", "")]
    [InlineData("*,-a-*", "b-1", "", "logs-x")]
    [InlineData(".dot", ".dot", "", "")]
    public async Task Resolving_tells_indices_aliases_and_data_streams_apart(
        string expression,
        string indices,
        string aliases,
        string streams
    )
    {
        var answer = await _node.Ok($"GET /_resolve/index/{expression}");
        Assert.Equal(indices, Names("indices"));
        Assert.Equal(aliases, Names("aliases"));
        Assert.Equal(streams, Names("data_streams"));
        string Names(string kind) => string.Join(' ', answer[kind]!.AsArray().Select(one => (string)one!["name"]!));
    }

    [Fact]
    public async Task Resolving_shows_what_belongs_together()
    {
        var stream = (await _node.Ok("GET /_resolve/index/logs-x"))["data_streams"]![0]!;
        Assert.Equal("@timestamp", (string)stream["timestamp_field"]!);
        var backing = (string)stream["backing_indices"]![0]!;
        var index = (await _node.Ok($"GET /_resolve/index/{backing}"))["indices"]![0]!;
        Assert.Equal("logs-x", (string)index["data_stream"]!);
        Assert.Equal("""["hidden","open"]""", index["attributes"]!.ToJsonString());
        Assert.Equal(
            """["a-alias"]""",
            (await _node.Ok("GET /_resolve/index/b-1"))["indices"]![0]!["aliases"]!.ToJsonString()
        );
        Assert.Equal(
            """["b-1"]""",
            (await _node.Ok("GET /_resolve/index/a-alias"))["aliases"]![0]!["indices"]!.ToJsonString()
        );
    }
}
