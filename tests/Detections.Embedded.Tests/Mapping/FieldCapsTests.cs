namespace Detections.Embedded.Tests.Mapping;

public sealed class FieldCapsTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync();
        await _node.Ok(
            "PUT /a",
            "{'mappings':{'properties':{'p':{'properties':{'name':{'type':'keyword','fields':{'text':{'type':'match_only_text'}}},'path':{'type':'wildcard'}}},'n':{'type':'long'},'k':{'type':'constant_keyword','value':'x'},'al':{'type':'alias','path':'n'}}}}"
        );
        await _node.Ok("PUT /b", "{'mappings':{'properties':{'n':{'type':'keyword'}}}}");
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("?fields=p.name*", "p=object-, p.name=keyword+, p.name.text=text-")]
    [InlineData(
        "?fields=p.*,k,al",
        "al=long+, k=keyword+, p=object-, p.name=keyword+, p.name.text=text-, p.path=keyword+"
    )]
    [InlineData("?fields=p", "p=object-")]
    [InlineData("?fields=n", "n=keyword+[b]/long+[a]")]
    [InlineData("?fields=n&types=long", "n=long+")]
    [InlineData("?fields=k&include_unmapped=true", "k=keyword+[a]/unmapped-[b]")]
    [InlineData("?fields=none", "")]
    [InlineData("?fields=_i*", "_id=_id-, _ignored=_ignored+, _index=_index+")]
    public async Task Fields_are_told_by_type_and_by_index_where_types_differ(string parameters, string expected)
    {
        var answer = await _node.Ok($"GET /a,b/_field_caps{parameters}");
        Assert.Equal("""["a","b"]""", answer["indices"]!.ToJsonString());
        var fields = answer["fields"]!
            .AsObject()
            .Select(field =>
                $"{field.Key}={string.Join('/', field.Value!.AsObject().Select(type => $"{type.Value!["type"]}{((bool)type.Value["aggregatable"]! ? "+" : "-")}{(type.Value["indices"] is { } indices ? $"[{string.Join(',', indices.AsArray())}]" : "")}"))}"
            );
        Assert.Equal(expected, string.Join(", ", fields));
    }

    [Fact]
    public async Task Fields_may_be_named_in_the_body() =>
        Assert.Equal(
            "al",
            (await _node.Ok("POST /_field_caps", "{'fields':['a*']}"))["fields"]!.AsObject().Single().Key
        );

    [Theory]
    [InlineData("POST /_field_caps", "{}", "no fields specified")]
    [InlineData("POST /_field_caps?fields=*", "{'index_filter':{}}", "[field_caps] unknown field [index_filter]")]
    public async Task What_it_cannot_answer_it_refuses(string request, string body, string reason) =>
        Assert.Contains(reason, (string)(await _node.Refused(400, request, body))["reason"]!, StringComparison.Ordinal);
}
