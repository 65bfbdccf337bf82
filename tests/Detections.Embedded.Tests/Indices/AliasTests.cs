namespace Detections.Embedded.Tests.Indices;

public sealed class AliasTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync();
        await _node.Ok("PUT /a");
        await _node.Ok("PUT /b");
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task An_alias_of_several_indices_is_written_through_its_write_index()
    {
        await _node.Ok("POST /_aliases", "{'actions':[{'add':{'indices':['a','b'],'alias':'x'}}]}");
        Assert.Contains(
            "no write index is defined for alias [x]",
            (string)(await _node.Refused(400, "PUT /x/_doc/1", "{}"))["reason"]!,
            StringComparison.Ordinal
        );
        await _node.Ok("POST /_aliases", "{'actions':[{'add':{'index':'b','alias':'x','is_write_index':true}}]}");
        Assert.Equal("b", (string)(await _node.Ok("PUT /x/_doc/1?refresh=true", "{}"))["_index"]!);
        await _node.Ok("PUT /a/_doc/2?refresh=true", "{}");
        Assert.Equal("2 1", await _node.Ids("x", "{'match_all':{}}"));
        Assert.Contains(
            "stands for several indices [a, b]; this request needs a single one",
            (string)(await _node.Refused(400, "GET /x/_doc/1"))["reason"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task All_alias_actions_happen_or_none()
    {
        await _node.Refused(
            404,
            "POST /_aliases",
            "{'actions':[{'add':{'index':'a','alias':'x'}},{'remove':{'index':'a','alias':'y'}}]}"
        );
        await _node.Refused(404, "GET /none/_alias/x");
        Assert.Equal(404, (int)(await _node.Send("HEAD /_alias/x")).Status);
        await _node.Ok(
            "POST /_aliases",
            "{'actions':[{'add':{'index':'a','alias':'x'}},{'remove_index':{'index':'b'}}]}"
        );
        Assert.Equal("""{"a":{"aliases":{"x":{}}}}""", (await _node.Send("GET /_alias/x")).Text);
        Assert.Equal(404, (int)(await _node.Send("HEAD /b")).Status);
    }

    [Fact]
    public async Task A_refused_swap_leaves_every_alias_as_it_was()
    {
        var error = await _node.Refused(
            400,
            "POST /_aliases",
            "{'actions':[{'add':{'index':'a','alias':'w','is_write_index':true}},{'add':{'index':'b','alias':'w','is_write_index':true}}]}"
        );
        Assert.Equal("alias [w] has more than one write index [a,b]", (string)error["reason"]!);
        Assert.Equal(404, (int)(await _node.Send("HEAD /_alias/w")).Status);
    }

    [Fact]
    public async Task A_swap_is_judged_by_where_it_ends()
    {
        await _node.Ok("PUT /a/_alias/w", "{'is_write_index':true}");
        await _node.Ok(
            "POST /_aliases",
            "{'actions':[{'add':{'index':'b','alias':'w','is_write_index':true}},{'add':{'index':'a','alias':'w','is_write_index':false}}]}"
        );
        Assert.Equal("b", (string)(await _node.Ok("PUT /w/_doc/1", "{}"))["_index"]!);
        await _node.Ok(
            "POST /_aliases",
            "{'actions':[{'add':{'index':'b','alias':'a'}},{'remove_index':{'index':'a'}}]}"
        );
        Assert.Equal("{\"b\":{\"aliases\":{\"a\":{}}}}", (await _node.Send("GET /_alias/a")).Text);
        Assert.Equal("b", (string)(await _node.Ok("PUT /w/_doc/1", "{}"))["_index"]!);
    }

    [Fact]
    public async Task An_alias_can_be_put_shown_and_deleted()
    {
        await _node.Ok("PUT /a/_alias/x");
        Assert.Equal(200, (int)(await _node.Send("HEAD /a/_alias/x")).Status);
        Assert.Equal("""{"a":{"aliases":{"x":{}}}}""", (await _node.Send("GET /a/_alias")).Text);
        await _node.Ok("DELETE /a/_alias/x");
        Assert.Equal("""{"error":"alias [x] missing","status":404}""", (await _node.Send("GET /_alias/x")).Text);
        Assert.Equal("aliases_not_found_exception", (string)(await _node.Refused(404, "DELETE /a/_alias/x"))["type"]!);
    }

    [Fact]
    public async Task A_new_index_cannot_bring_an_alias_of_an_indexs_name()
    {
        var error = await _node.Refused(400, "PUT /c", "{'aliases':{'a':{}}}");
        Assert.Equal("invalid_alias_name_exception", (string)error["type"]!);
        await _node.Refused(404, "GET /c");
    }

    [Theory]
    [InlineData("PUT /a/_alias/b", "an index or data stream exists with the same name as the alias")]
    [InlineData("PUT /a/_alias/X", "must be lowercase")]
    [InlineData("DELETE /x", "[x] is an alias or a data stream; name concrete indices instead")]
    public async Task Names_are_kept_apart(string request, string reason)
    {
        await _node.Ok("PUT /a/_alias/x");
        Assert.Contains(reason, (string)(await _node.Refused(400, request))["reason"]!, StringComparison.Ordinal);
    }
}
