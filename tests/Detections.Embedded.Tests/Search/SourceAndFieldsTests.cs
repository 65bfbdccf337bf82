namespace Detections.Embedded.Tests.Search;

public sealed class SourceAndFieldsTests : IAsyncLifetime
{
    private const string Source =
        "{'@timestamp':'2024-01-01T01:02:03.4567Z','process':{'name':'cmd.exe','parent':{'name':'x'},'args':['a','b']},'process.pid':7,'user':[{'name':'u1','id':1},{'name':'u2'}],'n':'8','extra':{'deep':true},'long':'0123456789'}";

    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync();
        await _node.Ok(
            "PUT /a",
            "{'mappings':{'dynamic':false,'properties':{'@timestamp':{'type':'date'},'process':{'properties':{'name':{'type':'keyword','fields':{'caseless':{'type':'keyword','normalizer':'lowercase'}}},'parent.name':{'type':'keyword'},'args':{'type':'keyword'},'pid':{'type':'long'}}},'user':{'properties':{'name':{'type':'keyword'}}},'n':{'type':'integer'},'kind':{'type':'constant_keyword','value':'k'},'long':{'type':'keyword','ignore_above':5},'alias':{'type':'alias','path':'process.pid'}}}}"
        );
        await _node.Ok("PUT /a/_doc/1?refresh=true", Source);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("false", "null")]
    [InlineData("'n'", "{'n':'8'}")]
    [InlineData("['process.name']", "{'process':{'name':'cmd.exe'}}")]
    [InlineData("['process.pid']", "{'process.pid':7}")]
    [InlineData("['process']", "{'process':{'name':'cmd.exe','parent':{'name':'x'},'args':['a','b']}}")]
    [InlineData(
        "['process*']",
        "{'process':{'name':'cmd.exe','parent':{'name':'x'},'args':['a','b']},'process.pid':7}"
    )]
    [InlineData(
        "['*.name']",
        "{'process':{'name':'cmd.exe','parent':{'name':'x'}},'user':[{'name':'u1'},{'name':'u2'}]}"
    )]
    [InlineData("['user.id']", "{'user':[{'id':1}]}")]
    [InlineData("['none','process.none']", "{}")]
    [InlineData("{'includes':['process'],'excludes':['process.parent','*.args']}", "{'process':{'name':'cmd.exe'}}")]
    [InlineData("{'excludes':['*e*','user','long','@*']}", "{'n':'8'}")]
    public async Task The_source_is_cut_to_what_is_asked(string filter, string expected)
    {
        var hit = (await _node.Ok("POST /a/_search", $"{{'_source':{filter}}}"))["hits"]!["hits"]![0]!;
        Assert.Equal(expected.Replace('\'', '"'), hit["_source"]?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("['process.name','n']", "{'process.name':['cmd.exe'],'n':[8]}")]
    [InlineData("['process.name*']", "{'process.name':['cmd.exe'],'process.name.caseless':['cmd.exe']}")]
    [InlineData("['user.*']", "{'user.name':['u1','u2']}")]
    [InlineData("['process.pid','alias']", "{'process.pid':[7],'alias':[7]}")]
    [InlineData("['kind']", "{'kind':['k']}")]
    [InlineData("['@timestamp']", "{'@timestamp':['2024-01-01T01:02:03.456Z']}")]
    [InlineData("[{'field':'@timestamp','format':'epoch_millis'}]", "{'@timestamp':['1704070923456']}")]
    [InlineData("['long','extra','none']", "null")]
    [InlineData("[{'field':'extra*','include_unmapped':true}]", "{'extra.deep':[true]}")]
    public async Task Fields_show_values_as_the_mapping_sees_them(string fields, string expected)
    {
        var hit = (await _node.Ok("POST /a/_search", $"{{'_source':false,'fields':{fields}}}"))["hits"]!["hits"]![0]!;
        Assert.Equal(expected.Replace('\'', '"'), hit["fields"]?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("{'stored_fields':['*']}", "null")]
    [InlineData("{'stored_fields':'*','_source':['n']}", "{'n':'8'}")]
    public async Task Asking_for_stored_fields_hides_the_source_unless_it_is_asked_for_too(string body, string expected)
    {
        var hit = (await _node.Ok("POST /a/_search", body))["hits"]!["hits"]![0]!;
        Assert.Equal(expected.Replace('\'', '"'), hit["_source"]?.ToJsonString() ?? "null");
        var error = await _node.Refused(400, "POST /a/_search", "{'stored_fields':['n']}");
        Assert.Contains("[stored_fields] can only be [*]", (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /h/_search?_source=half", "\ufffd")]
    [InlineData("GET /h/_search?filter_path=hits.hits._source.half", "\ufffd")]
    [InlineData("GET /h/_search?pretty", "\ufffd")]
    [InlineData("GET /h/_source/1", "\\ud83d")]
    public async Task Half_a_surrogate_pair_can_be_shown(string request, string shown)
    {
        await _node.Ok("PUT /h/_doc/1?refresh=true", "{'half':'\\ud83d','whole':'\\ud83d\\ude00'}");
        var answer = await _node.Send(request);
        Assert.Equal(200, (int)answer.Status);
        Assert.Contains(shown, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hit_names_the_fields_that_were_ignored() =>
        Assert.Equal(
            """["long"]""",
            (await _node.Ok("POST /a/_search"))["hits"]!["hits"]![0]!["_ignored"]!.ToJsonString()
        );
}
