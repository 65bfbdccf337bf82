using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Tests.Documents;

public sealed class BulkTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("{'create':{'_id':'2'}}\n{}\n", "create 201 created")]
    [InlineData("{'create':{'_id':'1'}}\n{}\n", "create 409 version_conflict_engine_exception")]
    [InlineData("{'index':{'_id':'1'}}\n{}\n", "index 200 updated")]
    [InlineData("{'index':{'_id':'1','op_type':'create'}}\n{}\n", "create 409 version_conflict_engine_exception")]
    [InlineData("{'index':{'_id':'2'}}\n{}\n", "index 201 created")]
    [InlineData("{'index':{'_id':'1','if_seq_no':0,'if_primary_term':1}}\n{}\n", "index 200 updated")]
    [InlineData(
        "{'index':{'_id':'1','if_seq_no':5,'if_primary_term':1}}\n{}\n",
        "index 409 version_conflict_engine_exception"
    )]
    [InlineData("{'delete':{'_id':'1'}}\n", "delete 200 deleted")]
    [InlineData("{'delete':{'_id':'2'}}\n", "delete 404 not_found")]
    [InlineData("{'delete':{'_index':'none','_id':'2'}}\n", "delete 404 index_not_found_exception")]
    [InlineData("{'create':{'_id':'2'}}\n{'n':'x'}\n", "create 400 document_parsing_exception")]
    [InlineData("{'create':{'_id':'2'}}\n{'n':\n", "create 400 document_parsing_exception")]
    [InlineData("{'create':{'_id':'2'}}\n[]\n", "create 400 document_parsing_exception")]
    [InlineData("{'create':{'_id':''}}\n{}\n", "create 400 illegal_argument_exception")]
    [InlineData("{'create':{'_id':'2','require_alias':true}}\n{}\n", "create 404 index_not_found_exception")]
    [InlineData("{'create':{'_index':'B'}}\n{}\n", "create 400 invalid_index_name_exception")]
    [InlineData(
        "{'create':{'_id':'1'}}\r\n{}\r\n{'create':{'_id':'2'}}\n{}\n",
        "create 409 version_conflict_engine_exception, create 201 created"
    )]
    public async Task Each_item_has_its_own_result(string body, string expected)
    {
        await _node.Ok("PUT /a", "{'mappings':{'properties':{'n':{'type':'long'}}}}");
        await _node.Ok("PUT /a/_doc/1", "{}");
        var answer = await _node.Ok("POST /a/_bulk", body);
        var items = answer["items"]!.AsArray().Select(item => item!.AsObject().Single());
        Assert.Equal(
            expected,
            string.Join(
                ", ",
                items.Select(item =>
                    $"{item.Key} {item.Value!["status"]} {item.Value["error"]?["type"] ?? item.Value["result"]}"
                )
            )
        );
        Assert.Equal(expected.Contains("exception", StringComparison.Ordinal), (bool)answer["errors"]!);
    }

    [Theory]
    [InlineData("{'create':{}}\n{}", "The bulk request must be terminated by a newline [\\n]")]
    [InlineData("{'create':{}}\n", "Malformed action/metadata line [1], its document is missing")]
    [InlineData(
        "{'upsert':{}}\n{}\n",
        "Malformed action/metadata line [1], expected one of [create, delete, index] but found [upsert]"
    )]
    [InlineData(
        "{'index':{}}\n{}\n[]\n",
        "Malformed action/metadata line [3], expected an object with one action, but found an array"
    )]
    [InlineData("{'index':{'routing':'x'}}\n{}\n", "Malformed action/metadata line [1], unknown parameter [routing]")]
    [InlineData(
        "{'index':7}\n{}\n",
        "Malformed action/metadata line [1], expected an object after [index], but found 7"
    )]
    public async Task A_malformed_action_line_refuses_the_whole_request(string body, string reason)
    {
        var error = await _node.Refused(400, "POST /a/_bulk", body);
        Assert.Equal("illegal_argument_exception", (string)error["type"]!);
        Assert.Contains(reason, (string)error["reason"]!, StringComparison.Ordinal);
        await _node.Refused(404, "GET /a");
    }

    [Theory]
    [InlineData("true", "1", true)]
    [InlineData("wait_for", "1", false)]
    [InlineData("false", "", false)]
    public async Task Refresh_decides_whether_the_answer_waits_for_visibility(string policy, string found, bool forced)
    {
        await _node.Ok("PUT /a", "{'settings':{'refresh_interval':'-1'}}");
        var answer = await _node.Ok($"POST /_bulk?refresh={policy}", "{'index':{'_index':'a','_id':'1'}}\n{}\n");
        Assert.Equal(found, await _node.Ids("a", "{'match_all':{}}"));
        Assert.Equal(forced, answer["items"]![0]!["index"]!["forced_refresh"] is not null);
    }

    [Fact]
    public async Task Of_clients_that_create_the_same_document_at_once_exactly_one_succeeds()
    {
        await _node.Ok("PUT /a");
        var lines = string.Concat(Enumerable.Range(0, 50).Select(id => $"{{'create':{{'_id':'{id}'}}}}\n{{}}\n"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _node.Ok("POST /a/_bulk", lines)));
        var results = answers
            .SelectMany(answer => answer["items"]!.AsArray())
            .Select(item => item!["create"]!)
            .ToArray();
        Assert.Equal(50, results.Count(result => (int)result["status"]! == 201));
        Assert.Equal(350, results.Count(result => (int)result["status"]! == 409));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_refuse_their_document_only()
    {
        byte[] body = [.. "{\"index\":{}}\n{\"f\":\""u8, 0xFF, .. "\"}\n{\"index\":{}}\n{}\n"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await _node.Http.PostAsync("/a/_bulk", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var items = JsonNode.Parse(text)!["items"]!;
        Assert.Equal(400, (int)items[0]!["index"]!["status"]!);
        Assert.Equal(
            "failed to parse: the JSON text is not valid UTF-8",
            (string)items[0]!["index"]!["error"]!["reason"]!
        );
        Assert.Equal(201, (int)items[1]!["index"]!["status"]!);
    }

    [Fact]
    public async Task Require_alias_accepts_an_alias_only()
    {
        await _node.Ok("PUT /a", "{'aliases':{'w':{}}}");
        const string Body = "{'index':{'_index':'w','_id':'1'}}\n{}\n{'index':{'_index':'a','_id':'1'}}\n{}\n";
        var items = (await _node.Ok("POST /_bulk?require_alias=true", Body))["items"]!;
        Assert.Equal(201, (int)items[0]!["index"]!["status"]!);
        Assert.Equal(404, (int)items[1]!["index"]!["status"]!);
        Assert.Contains(
            "[require_alias] is set and [a] is not an alias",
            (string)items[1]!["index"]!["error"]!["reason"]!,
            StringComparison.Ordinal
        );
    }
}
