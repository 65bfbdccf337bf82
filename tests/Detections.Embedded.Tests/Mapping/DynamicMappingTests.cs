using System.Text.Json.Nodes;

namespace Detections.Embedded.Tests.Mapping;

public sealed class DynamicMappingTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("{'f':'text'}", "{'f':{'type':'text','fields':{'keyword':{'type':'keyword','ignore_above':256}}}}")]
    [InlineData("{'f':'2024-01-01'}", "{'f':{'type':'date'}}")]
    [InlineData("{'f':'2024-01-01T10:00:00Z'}", "{'f':{'type':'date'}}")]
    [InlineData("{'f':'2024'}", "{'f':{'type':'text','fields':{'keyword':{'type':'keyword','ignore_above':256}}}}")]
    [InlineData("{'f':1}", "{'f':{'type':'long'}}")]
    [InlineData("{'f':1.5}", "{'f':{'type':'float'}}")]
    [InlineData("{'f':[null,true]}", "{'f':{'type':'boolean'}}")]
    [InlineData(
        "{'f':[{'g':1},{'g':2,'h':true}]}",
        "{'f':{'properties':{'g':{'type':'long'},'h':{'type':'boolean'}}}}"
    )]
    [InlineData("{'f.g':1,'f':{'h':true}}", "{'f':{'properties':{'g':{'type':'long'},'h':{'type':'boolean'}}}}")]
    [InlineData("{'f':null,'g':[],'h':1}", "{'h':{'type':'long'}}")]
    public async Task New_fields_are_mapped_by_their_values(string document, string expected)
    {
        await _node.Ok("PUT /a/_doc/1", document);
        var mapping = (await _node.Ok("GET /a/_mapping"))["a"]!["mappings"]!["properties"]!;
        Assert.Equal(expected.Replace('\'', '"'), mapping.ToJsonString());
    }

    [Theory]
    [InlineData("{'dynamic':false}", "{'g':{'h':1},'f':'x'}", "")]
    [InlineData("{'properties':{'g':{'type':'object','dynamic':false}}}", "{'g':{'h':1}}", "")]
    [InlineData("{'dynamic':false,'properties':{'g':{'dynamic':true,'type':'object'}}}", "{'g':{'h':1}}", "1")]
    [InlineData("{'properties':{'g':{'type':'object','enabled':false}}}", "{'g':{'h':1}}", "")]
    [InlineData("{'properties':{'g':{'type':'object','enabled':false}}}", "{'g':7}", "")]
    [InlineData("{}", "{'g':{'h':1}}", "1")]
    public async Task Fields_that_may_not_be_added_stay_in_the_source_only(
        string mappings,
        string document,
        string found
    )
    {
        await _node.Ok("PUT /a", $"{{'mappings':{mappings}}}");
        await _node.Ok("PUT /a/_doc/1?refresh=true", document);
        Assert.Equal(found, await _node.Ids("a", "{'term':{'g.h':1}}"));
        Assert.Equal(
            JsonNode.Parse(document.Replace('\'', '"'))!.ToJsonString(),
            (await _node.Ok("GET /a/_source/1")).ToJsonString()
        );
    }

    [Theory]
    [InlineData(
        "{'dynamic':'strict'}",
        "{'x':1}",
        "strict_dynamic_mapping_exception",
        "the mapping is strict and has no field [x]"
    )]
    [InlineData(
        "{'properties':{'g':{'type':'object','dynamic':'strict'}}}",
        "{'g':{'x':1}}",
        "strict_dynamic_mapping_exception",
        "the mapping is strict and has no field [g.x]"
    )]
    [InlineData(
        "{'properties':{'g':{'properties':{'h':{'type':'long'}}}}}",
        "{'g':7}",
        "document_parsing_exception",
        "object mapping for [g] tried to parse field [g] as object, but found a concrete value"
    )]
    [InlineData(
        "{'properties':{'g':{'type':'keyword','fields':{'t':{'type':'text'}}}}}",
        "{'g.t':'x'}",
        "document_parsing_exception",
        "Existing mapping for [g] must be of type object but found [keyword]"
    )]
    [InlineData(
        "{'properties':{'g':{'type':'flattened'}}}",
        "{'g.h':'x'}",
        "document_parsing_exception",
        "Existing mapping for [g] must be of type object but found [flattened]"
    )]
    [InlineData(
        "{'properties':{'g':{'type':'long'},'h':{'type':'alias','path':'g'}}}",
        "{'h':1}",
        "document_parsing_exception",
        "Cannot write to a field alias [h]."
    )]
    [InlineData(
        "{}",
        "{'_id':1}",
        "document_parsing_exception",
        "[_id] is a metadata field and has no place inside a document"
    )]
    [InlineData("{}", "{'a..b':1}", "document_parsing_exception", "field name [a..b] has an empty part")]
    [InlineData("{}", "{'a':[1,'x']}", "document_parsing_exception", "failed to parse field [a] of type [long]")]
    public async Task A_document_that_cannot_be_mapped_is_refused(
        string mappings,
        string document,
        string type,
        string reason
    )
    {
        await _node.Ok("PUT /a", $"{{'mappings':{mappings}}}");
        var error = await _node.Refused(400, "PUT /a/_doc/1", document);
        Assert.Equal(type, (string)error["type"]!);
        Assert.Contains(reason, (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_document_maps_nothing()
    {
        await _node.Ok("PUT /a");
        await _node.Refused(400, "PUT /a/_doc/1", "{'good':1,'bad':[1,'x']}");
        Assert.Equal("""{"a":{"mappings":{}}}""", (await _node.Send("GET /a/_mapping")).Text);
    }

    [Fact]
    public async Task The_number_of_fields_is_bounded()
    {
        await _node.Ok("PUT /a", "{'settings':{'mapping.total_fields.limit':2}}");
        await _node.Ok("PUT /a/_doc/1", "{'a':1,'b':2}");
        var error = await _node.Refused(400, "PUT /a/_doc/2", "{'c':1}");
        Assert.Equal("the limit of [2] fields would be exceeded by [1] new ones", (string)error["reason"]!);
    }

    [Theory]
    [InlineData(
        "{'strings':{'match_mapping_type':'string','mapping':{'type':'keyword'}}}",
        "{'f':'x'}",
        "{'f':{'type':'keyword'}}"
    )]
    [InlineData(
        "{'ids':{'match':'*_id','mapping':{'type':'keyword'}}}",
        "{'user_id':5}",
        "{'user_id':{'type':'keyword'}}"
    )]
    [InlineData(
        "{'ids':{'match':'*_id','unmatch':'user*','mapping':{'type':'keyword'}}}",
        "{'user_id':5}",
        "{'user_id':{'type':'long'}}"
    )]
    [InlineData(
        "{'p':{'path_match':'p.*','mapping':{'type':'{dynamic_type}','index':false}}}",
        "{'p':{'q':5}}",
        "{'p':{'properties':{'q':{'type':'long','index':false}}}}"
    )]
    [InlineData(
        "{'o':{'match_mapping_type':'object','match':'labels','mapping':{'type':'flattened'}}}",
        "{'labels':{'q':5}}",
        "{'labels':{'type':'flattened'}}"
    )]
    public async Task Dynamic_templates_decide_first(string template, string document, string expected)
    {
        await _node.Ok("PUT /a", $"{{'mappings':{{'dynamic_templates':[{template}]}}}}");
        await _node.Ok("PUT /a/_doc/1", document);
        var mapping = (await _node.Ok("GET /a/_mapping"))["a"]!["mappings"]!["properties"]!;
        Assert.Equal(expected.Replace('\'', '"'), mapping.ToJsonString());
    }

    [Theory]
    [InlineData("{'properties':{'f':{'type':'long'}}}", "mapper [f] cannot be changed from type [keyword] to [long]")]
    [InlineData(
        "{'properties':{'f':{'properties':{'g':{'type':'long'}}}}}",
        "can't merge a non object mapping [f] with an object mapping"
    )]
    [InlineData("{'runtime':{}}", "Root mapping definition has unsupported parameters: [runtime : {}]")]
    public async Task A_mapping_that_contradicts_is_refused(string update, string reason)
    {
        await _node.Ok("PUT /a", "{'mappings':{'properties':{'f':{'type':'keyword'}}}}");
        Assert.Contains(
            reason,
            (string)(await _node.Refused(400, "PUT /a/_mapping", update))["reason"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_mapping_can_grow()
    {
        await _node.Ok("PUT /a", "{'mappings':{'properties':{'f':{'type':'keyword'}}}}");
        await _node.Ok(
            "PUT /a/_mapping",
            "{'properties':{'f':{'type':'keyword','fields':{'t':{'type':'text'}}},'g.h':{'type':'long'}},'_meta':{'schema':1}}"
        );
        Assert.Equal(
            """{"a":{"mappings":{"properties":{"f":{"type":"keyword","fields":{"t":{"type":"text"}}},"g":{"properties":{"h":{"type":"long"}}}},"_meta":{"schema":1}}}}""",
            (await _node.Send("GET /a/_mapping")).Text
        );
    }
}
