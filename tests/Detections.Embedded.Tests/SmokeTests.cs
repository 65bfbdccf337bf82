namespace Detections.Embedded.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task Smoke()
    {
        await using var node = await TestNode.StartAsync();
        async Task Show(string line, string? body = null)
        {
            var a = await node.Send(line, body);
            TestContext.Current.TestOutputHelper!.WriteLine($"{line} -> {(int)a.Status} {a.Text}");
        }
        await Show("GET /");
        await Show(
            "PUT /a",
            "{'mappings':{'properties':{'@timestamp':{'type':'date'},'process.name':{'type':'keyword'},'ip':{'type':'ip'}}}}"
        );
        await Show("GET /a");
        await Show(
            "POST /_bulk?refresh=true",
            "{'create':{'_index':'a','_id':'1'}}\n{'@timestamp':'2024-01-01T00:00:00Z','process':{'name':'cmd.exe'},'ip':'10.0.0.1','n':1}\n{'create':{'_index':'a','_id':'2'}}\n{'@timestamp':'2024-01-02T00:00:00Z','process.name':['x','y'],'n':'zz'}\n{'create':{'_index':'a','_id':'1'}}\n{'n':1}\n{'index':{'_index':'b'}}\n{'msg':'Hello World'}\n"
        );
        await Show("GET /a/_doc/1");
        await Show("GET /a/_doc/9");
        await Show("POST /_mget", "{'docs':[{'_index':'a','_id':'1','_source':['n']},{'_index':'zz','_id':'1'}]}");
        await Show(
            "POST /a/_search",
            "{'query':{'bool':{'filter':[{'range':{'@timestamp':{'gte':'2024-01-01','lte':'now'}}},{'term':{'process.name':'cmd.exe'}},{'exists':{'field':'process'}},{'terms':{'n':[1,2]}},{'ids':{'values':['1']}}]}},'sort':[{'@timestamp':'desc'}],'fields':['*']}"
        );
        var pit = (await node.Ok("POST /a,b/_pit?keep_alive=1m"))["id"]!;
        await Show(
            "POST /_search",
            $"{{'pit':{{'id':'{pit}','keep_alive':'1m'}},'size':2,'sort':[{{'_shard_doc':'asc'}}]}}"
        );
        await Show(
            "POST /_search",
            $"{{'pit':{{'id':'{pit}','keep_alive':'1m'}},'size':2,'sort':[{{'_shard_doc':'asc'}}],'search_after':[4294967296]}}"
        );
        await Show("POST /_search", "{'query':{'match':{'a':1}}}");
        await Show("POST /_search?foo=1", "{}");
        await Show("GET /a/_search?filter_path=hits.hits._id,took");
        await Show("DELETE /_pit", $"{{'id':'{pit}'}}");
        await Show("DELETE /a");
        await Show("GET /a/_search");
        await Show("PATCH /a/_search");
    }
}
