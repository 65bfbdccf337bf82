namespace Detections.Embedded.Tests.Search;

public sealed class QueryTests : IAsyncLifetime
{
    private const string Mappings =
        "{'mappings':{'properties':{'@timestamp':{'type':'date'},'nanos':{'type':'date_nanos'},'name':{'type':'keyword','ignore_above':12,"
        + "'fields':{'lower':{'type':'keyword','normalizer':'lowercase'},'text':{'type':'text'}}},"
        + "'path':{'type':'wildcard'},'kind':{'type':'constant_keyword','value':'Process'},'labels':{'type':'flattened'},"
        + "'n':{'type':'integer'},'big':{'type':'unsigned_long'},'ratio':{'type':'float'},'ok':{'type':'boolean'},'ip':{'type':'ip'},"
        + "'message':{'type':'match_only_text'},'other':{'type':'alias','path':'name'},'secret':{'type':'object','enabled':false},"
        + "'hidden':{'type':'keyword','index':false,'doc_values':false}}}}";

    private const string Documents =
        "{'index':{'_id':'1'}}\n{'@timestamp':'2024-01-01T10:00:00Z','nanos':'2024-01-01T10:00:00.000000001Z','name':'cmd.exe','path':'C:\\\\Windows\\\\cmd.exe','n':1,'big':1,'ratio':0.5,'ok':true,'ip':'10.0.0.1','message':'Started cmd.exe as SYSTEM','labels':{'env':'prod','tier':1},'p':{'q':'x'}}\n"
        + "{'index':{'_id':'2'}}\n{'@timestamp':'2024-01-02T10:00:00.500Z','nanos':'2024-01-01T10:00:00.000000002Z','name':['CMD.EXE','w?r*'],'path':'D:\\\\x_y.exe','n':[2,20],'big':18446744073709551615,'ratio':'1.5','ok':'false','ip':'10.1.0.1','message':'stopped','labels':{'env':'dev'},'p.q':'y'}\n"
        + "{'index':{'_id':'3'}}\n{'@timestamp':1704276000000,'name':'longer than twelve','n':3.9,'ip':'2001:db8::1','message':'','ok':'','secret':{'a':[{'b':1}]},'hidden':'x'}\n"
        + "{'index':{'_id':'4'}}\n{'name':null,'n':-4,'p':[{'q':'x'},{'q':'z'}]}\n";

    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync();
        await _node.Ok("PUT /a", Mappings);
        await _node.Ok("PUT /empty", "{}");
        var answer = await _node.Ok("POST /a/_bulk?refresh=true", Documents);
        Assert.False((bool)answer["errors"]!, answer.ToJsonString());
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("{'match_all':{}}", "1 2 3 4")]
    [InlineData("{'match_none':{}}", "")]
    [InlineData("{'constant_score':{'filter':{'term':{'n':1}}}}", "1")]
    // term
    [InlineData("{'term':{'name':'cmd.exe'}}", "1")]
    [InlineData("{'term':{'name':{'value':'cmd.exe'}}}", "1")]
    [InlineData("{'term':{'name':{'value':'cmd.exe','case_insensitive':true}}}", "1 2")]
    [InlineData("{'term':{'name':{'value':'W?R*','case_insensitive':true}}}", "2")]
    [InlineData("{'term':{'name.lower':'CMD.exe'}}", "1 2")]
    [InlineData("{'term':{'name.text':'cmd.exe'}}", "1 2")]
    [InlineData("{'term':{'name':'longer than twelve'}}", "")]
    [InlineData("{'term':{'_ignored':'name'}}", "3")]
    [InlineData("{'term':{'other':'cmd.exe'}}", "1")]
    [InlineData("{'term':{'kind':'Process'}}", "1 2 3 4")]
    [InlineData("{'term':{'kind':'process'}}", "")]
    [InlineData("{'term':{'labels':'prod'}}", "1")]
    [InlineData("{'term':{'labels.env':'dev'}}", "2")]
    [InlineData("{'term':{'labels.tier':'1'}}", "1")]
    [InlineData("{'term':{'message':'started'}}", "1")]
    [InlineData("{'term':{'message':'Started'}}", "")]
    [InlineData("{'term':{'message':'system'}}", "1")]
    [InlineData("{'term':{'n':1}}", "1")]
    [InlineData("{'term':{'n':'20'}}", "2")]
    [InlineData("{'term':{'n':3}}", "3")]
    [InlineData("{'term':{'n':3.9}}", "")]
    [InlineData("{'term':{'n':99999999999}}", "")]
    [InlineData("{'term':{'big':18446744073709551615}}", "2")]
    [InlineData("{'term':{'ratio':1.5}}", "2")]
    [InlineData("{'term':{'ok':true}}", "1")]
    [InlineData("{'term':{'ok':'false'}}", "2 3")]
    [InlineData("{'term':{'ip':'10.0.0.1'}}", "1")]
    [InlineData("{'term':{'ip':'10.0.0.0/8'}}", "1 2")]
    [InlineData("{'term':{'ip':'2001:db8::/32'}}", "3")]
    [InlineData("{'term':{'ip':'2001:0db8:0:0::1'}}", "3")]
    [InlineData("{'term':{'@timestamp':'2024-01-01'}}", "1")]
    [InlineData("{'term':{'@timestamp':'2024-01-02T10:00:00'}}", "2")]
    [InlineData("{'term':{'unmapped':1}}", "")]
    [InlineData("{'term':{'secret.a.b':1}}", "")]
    [InlineData("{'term':{'_id':'2'}}", "2")]
    [InlineData("{'term':{'_index':'a'}}", "1 2 3 4")]
    [InlineData("{'term':{'_index':'b'}}", "")]
    [InlineData("{'term':{'p.q.keyword':'x'}}", "1 4")]
    // terms, ids
    [InlineData("{'terms':{'name':['cmd.exe','CMD.EXE','none']}}", "1 2")]
    [InlineData("{'terms':{'n':[1,'-4']}}", "1 4")]
    [InlineData("{'terms':{'ip':['10.0.0.0/16','2001:db8::1']}}", "1 3")]
    [InlineData("{'terms':{'kind':['x','Process'],'boost':1}}", "1 2 3 4")]
    [InlineData("{'terms':{'name':[]}}", "")]
    [InlineData("{'terms':{'_id':['4','1']}}", "1 4")]
    [InlineData("{'terms':{'_index':['a','x']}}", "1 2 3 4")]
    [InlineData("{'ids':{'values':['3','1','9']}}", "1 3")]
    [InlineData("{'ids':{'values':'3'}}", "3")]
    // range
    [InlineData("{'range':{'n':{'gte':1,'lt':3}}}", "1 2")]
    [InlineData("{'range':{'n':{'gt':1.5,'lte':3}}}", "2 3")]
    [InlineData("{'range':{'n':{'gt':5,'lt':10}}}", "")]
    [InlineData("{'range':{'n':{}}}", "1 2 3 4")]
    [InlineData("{'range':{'big':{'gt':1}}}", "2")]
    [InlineData("{'range':{'ratio':{'gt':0.5}}}", "2")]
    [InlineData("{'range':{'name':{'gte':'c'}}}", "1 2")]
    [InlineData("{'range':{'name':{'gte':'c','lt':'d'}}}", "1")]
    [InlineData("{'range':{'ip':{'gte':'10.0.0.0','lt':'10.1.0.0'}}}", "1")]
    [InlineData("{'range':{'@timestamp':{'gte':'2024-01-02'}}}", "2 3")]
    [InlineData("{'range':{'@timestamp':{'gt':'2024-01-02'}}}", "3")]
    [InlineData("{'range':{'@timestamp':{'lte':'2024-01-02'}}}", "1 2")]
    [InlineData("{'range':{'@timestamp':{'lt':'2024-01-02'}}}", "1")]
    [InlineData("{'range':{'@timestamp':{'lte':'2024-01-02T10:00:00Z'}}}", "1 2")]
    [InlineData("{'range':{'@timestamp':{'lt':'2024-01-02T10:00:00.500Z'}}}", "1")]
    [InlineData("{'range':{'@timestamp':{'gte':'2024-01-01||+1d/d'}}}", "2 3")]
    [InlineData("{'range':{'@timestamp':{'gte':'2024-01-02T11:30:00+01:30'}}}", "2 3")]
    [InlineData("{'range':{'@timestamp':{'gte':1704276000000}}}", "3")]
    [InlineData("{'range':{'@timestamp':{'gte':'1704276000000','format':'epoch_millis'}}}", "3")]
    [InlineData("{'range':{'@timestamp':{'lt':'now-9m'}}}", "1 2 3")]
    [InlineData("{'range':{'@timestamp':{'gte':'now'}}}", "")]
    [InlineData("{'range':{'nanos':{'gt':'2024-01-01T10:00:00.000000001Z'}}}", "2")]
    [InlineData("{'range':{'unmapped':{'gt':1}}}", "")]
    [InlineData("{'range':{'@timestamp':{'lte':'2024-02'}}}", "1 2 3")]
    [InlineData("{'range':{'@timestamp':{'lte':'2024-01'}}}", "1")]
    [InlineData("{'range':{'@timestamp':{'gt':'2024'}}}", "2 3")]
    [InlineData("{'range':{'n':{'lt':1e30}}}", "1 2 3 4")]
    [InlineData("{'range':{'n':{'gt':'-1e300','lt':2}}}", "1 4")]
    [InlineData("{'term':{'n':1e30}}", "")]
    // exists
    [InlineData("{'exists':{'field':'name'}}", "1 2")]
    [InlineData("{'exists':{'field':'other'}}", "1 2")]
    [InlineData("{'exists':{'field':'p'}}", "1 2 4")]
    [InlineData("{'exists':{'field':'labels'}}", "1 2")]
    [InlineData("{'exists':{'field':'labels.tier'}}", "1")]
    [InlineData("{'exists':{'field':'kind'}}", "1 2 3 4")]
    [InlineData("{'exists':{'field':'secret'}}", "")]
    [InlineData("{'exists':{'field':'unmapped'}}", "")]
    [InlineData("{'exists':{'field':'hidden'}}", "")]
    [InlineData("{'exists':{'field':'_ignored'}}", "3")]
    // wildcard, prefix
    [InlineData("{'wildcard':{'name':'c?d*'}}", "1")]
    [InlineData("{'wildcard':{'name':{'value':'c?d*','case_insensitive':true}}}", "1 2")]
    [InlineData("{'wildcard':{'name':{'wildcard':'*.exe'}}}", "1")]
    [InlineData("{'wildcard':{'name':'w\\\\?r\\\\*'}}", "2")]
    [InlineData("{'wildcard':{'name':{'value':'W\\\\?R\\\\*','case_insensitive':true}}}", "2")]
    [InlineData("{'wildcard':{'name':'[c]md.exe'}}", "")]
    [InlineData("{'wildcard':{'path':'C:\\\\\\\\Win*'}}", "1")]
    [InlineData("{'wildcard':{'path':{'value':'?:*X_Y.EXE','case_insensitive':true}}}", "2")]
    [InlineData("{'wildcard':{'path':{'value':'*X%Y.EXE','case_insensitive':true}}}", "")]
    [InlineData("{'wildcard':{'name.lower':'CMD*'}}", "1 2")]
    [InlineData("{'wildcard':{'kind':'Pro*'}}", "1 2 3 4")]
    [InlineData("{'wildcard':{'kind':'pro*'}}", "")]
    [InlineData("{'wildcard':{'kind':{'value':'pro*','case_insensitive':true}}}", "1 2 3 4")]
    [InlineData("{'wildcard':{'message':'start*'}}", "1")]
    [InlineData("{'wildcard':{'_index':'a*'}}", "1 2 3 4")]
    [InlineData("{'prefix':{'name':'cmd'}}", "1")]
    [InlineData("{'prefix':{'name':{'value':'w?'}}}", "2")]
    [InlineData("{'prefix':{'name':{'value':'CMD','case_insensitive':true}}}", "1 2")]
    // bool
    [InlineData("{'bool':{}}", "1 2 3 4")]
    [InlineData("{'bool':{'filter':{'term':{'n':1}}}}", "1")]
    [InlineData("{'bool':{'must':[{'exists':{'field':'ip'}}],'must_not':[{'term':{'n':1}},{'term':{'n':2}}]}}", "3")]
    [InlineData("{'bool':{'should':[{'term':{'n':1}},{'term':{'n':-4}}]}}", "1 4")]
    [InlineData("{'bool':{'filter':[{'match_all':{}}],'should':[{'term':{'n':1}}]}}", "1 2 3 4")]
    [InlineData("{'bool':{'filter':[{'match_all':{}}],'should':[{'term':{'n':1}}],'minimum_should_match':1}}", "1")]
    [InlineData(
        "{'bool':{'should':[{'term':{'n':2}},{'term':{'n':20}},{'term':{'n':1}}],'minimum_should_match':2}}",
        "2"
    )]
    [InlineData(
        "{'bool':{'should':[{'term':{'n':2}},{'term':{'n':20}},{'term':{'n':1}}],'minimum_should_match':'-1'}}",
        "2"
    )]
    [InlineData(
        "{'bool':{'should':[{'term':{'n':2}},{'term':{'n':20}},{'term':{'n':1}}],'minimum_should_match':'67%'}}",
        "2"
    )]
    [InlineData("{'bool':{'should':[{'term':{'n':1}}],'minimum_should_match':2}}", "")]
    [InlineData("{'bool':{'should':[],'minimum_should_match':1}}", "")]
    public async Task A_query_finds(string query, string ids) => Assert.Equal(ids, await _node.Ids("a,empty", query));

    [Theory]
    [InlineData("{'match':{'a':1}}", "unknown query [match]; the embedded node knows [match_all")]
    [InlineData("{}", "query malformed, empty clause found")]
    [InlineData("[]", "[query] must be an object, but found an array")]
    [InlineData("{'term':{'a':1},'exists':{}}", "[term] malformed query, expected [END_OBJECT] but found [exists]")]
    [InlineData("{'term':{'a':1,'b':2}}", "[term] query doesn't support multiple fields, found [a] and [b]")]
    [InlineData("{'term':{}}", "[term] query malformed, a field is missing")]
    [InlineData("{'term':{'a':{'value':1,'boost':2}}}", "does not score: [boost] can only be 1")]
    [InlineData("{'term':{'a':{'value':1,'_name':'x'}}}", "[term] unknown field [_name]")]
    [InlineData("{'term':{'a':null}}", "takes a single value, but found null")]
    [InlineData("{'terms':{'a':'x'}}", "[terms] query on [a] takes an array, but found \"x\"")]
    [InlineData("{'range':{'a':{'from':1}}}", "[range] unknown field [from]")]
    [InlineData("{'range':{'a':{'gt':1,'gte':2}}}", "[range] cannot have both [gt] and [gte]")]
    [InlineData("{'range':{'a':{'gt':1,'format':'week_date'}}}", "Invalid format: [week_date]")]
    [InlineData("{'exists':{}}", "[exists] must be provided with a [field]")]
    [InlineData("{'bool':{'musst':[]}}", "[bool] unknown field [musst]")]
    [InlineData(
        "{'bool':{'should':[],'minimum_should_match':'x'}}",
        "minimum_should_match [x] is neither a number nor a percentage"
    )]
    [InlineData("{'range':{'n':{'gt':'x'}}}", "failed to create query: For input string: \"x\"")]
    [InlineData("{'term':{'ip':'300.1.1.1'}}", "failed to create query: '300.1.1.1' is not an IP string literal.")]
    [InlineData("{'term':{'ip':'10.0.0.0/64'}}", "'10.0.0.0/64' is not an IP network.")]
    [InlineData(
        "{'range':{'@timestamp':{'gt':'yesterday'}}}",
        "failed to parse date field [yesterday] with format [strict_date_optional_time||epoch_millis]"
    )]
    [InlineData("{'range':{'@timestamp':{'gt':'now-9x'}}}", "unit [x] not supported for date math [now-9x]")]
    [InlineData("{'range':{'@timestamp':{'gt':'now9m'}}}", "failed to parse date math [now9m]")]
    [InlineData(
        "{'range':{'n':{'gt':1,'format':'epoch_millis'}}}",
        "[format] is not supported on a field of type [integer]"
    )]
    [InlineData(
        "{'range':{'kind':{'gt':'x'}}}",
        "Field [kind] of type [constant_keyword] does not support range queries"
    )]
    [InlineData(
        "{'wildcard':{'n':'1*'}}",
        "[wildcard] works on keyword, text and wildcard fields, not on [n] of type [integer]"
    )]
    [InlineData("{'term':{'hidden':'x'}}", "Cannot search on field [hidden] since it is not indexed.")]
    [InlineData(
        "{'range':{'_seq_no':{'gte':0}}}",
        "the embedded node cannot search or sort by the metadata field [_seq_no] in this way"
    )]
    [InlineData("{'wildcard':{'_id':'1*'}}", "by the metadata field [_id]")]
    [InlineData("{'prefix':{'_id':'1'}}", "by the metadata field [_id]")]
    [InlineData("{'term':{'_routing':'1'}}", "by the metadata field [_routing]")]
    [InlineData("{'terms':{'_tier':['hot']}}", "by the metadata field [_tier]")]
    [InlineData(
        "{'exists':{'field':'n*'}}",
        "[exists] of [n*]: the embedded node takes the name of one field or object"
    )]
    [InlineData("{'exists':{'field':'_source'}}", "by the metadata field [_source]")]
    public async Task A_query_that_makes_no_sense_is_refused(string query, string reason)
    {
        var error = await _node.Refused(400, "POST /a/_search", $"{{'query':{query}}}");
        Assert.Contains(reason, (string)error["root_cause"]![0]!["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'wildcard':{'name':'A'}}", "")]
    [InlineData("{'wildcard':{'name':'A?b*'}}", "nul")]
    [InlineData("{'wildcard':{'name':'A\\u0000b\\\\**'}}", "nul")]
    [InlineData("{'wildcard':{'name':'a?B*'}}", "")]
    [InlineData("{'wildcard':{'name':{'value':'a','case_insensitive':true}}}", "")]
    [InlineData("{'wildcard':{'name':{'value':'a?B*','case_insensitive':true}}}", "nul")]
    [InlineData("{'wildcard':{'name.lower':'A?B*c'}}", "nul")]
    [InlineData("{'prefix':{'name':'A'}}", "nul")]
    [InlineData("{'term':{'name':{'value':'a\\u0000B*C','case_insensitive':true}}}", "nul")]
    [InlineData("{'term':{'name':{'value':'a','case_insensitive':true}}}", "")]
    [InlineData("{'term':{'name':'A\\u0000b*C'}}", "nul")]
    public async Task A_value_does_not_end_at_a_NUL(string query, string expected)
    {
        await _node.Ok("PUT /a/_doc/nul?refresh=true", "{'name':'A\\u0000b*C'}");
        Assert.Equal(expected, await _node.Ids("a", query));
    }

    [Fact]
    public async Task A_query_may_have_thousands_of_clauses()
    {
        var clauses = string.Join(',', Enumerable.Range(0, 5000).Select(number => $"{{'term':{{'n':{number}}}}}"));
        Assert.Equal("1 2 3", await _node.Ids("a", $"{{'bool':{{'should':[{clauses}]}}}}"));
    }

    [Fact]
    public async Task A_query_with_more_clauses_than_it_can_take_is_refused()
    {
        var clauses = string.Join(',', Enumerable.Repeat("{'term':{'n':1}}", 40_000));
        var error = await _node.Refused(400, "POST /a/_search", $"{{'query':{{'bool':{{'should':[{clauses}]}}}}}}");
        Assert.Equal("too_many_nested_clauses", (string)error["root_cause"]![0]!["type"]!);
    }

    [Fact]
    public async Task A_terms_query_may_have_65536_values()
    {
        var values = string.Join(',', Enumerable.Range(1, 65_536));
        Assert.Equal("1 2 3", await _node.Ids("a", $"{{'terms':{{'n':[{values}]}}}}"));
        var error = await _node.Refused(400, "POST /a/_search", $"{{'query':{{'terms':{{'n':[0,{values}]}}}}}}");
        Assert.Contains("allowed maximum of [65536]", (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_nested_deeper_than_thirty_is_refused()
    {
        var query =
            string.Concat(Enumerable.Repeat("{'bool':{'must':", 31))
            + "{'match_all':{}}"
            + string.Concat(Enumerable.Repeat("}}", 31));
        Assert.Contains(
            "[30]",
            (string)(await _node.Refused(400, "POST /a/_search", $"{{'query':{query}}}"))["reason"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Counting_takes_the_same_queries()
    {
        Assert.Equal(
            2,
            (long)(await _node.Ok("POST /a,empty/_count", "{'query':{'exists':{'field':'name'}}}"))["count"]!
        );
        Assert.Equal(4, (long)(await _node.Ok("GET /_count"))["count"]!);
    }
}
