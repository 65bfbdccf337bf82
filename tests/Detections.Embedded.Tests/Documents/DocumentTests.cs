using System.Net;

namespace Detections.Embedded.Tests.Documents;

public sealed class DocumentTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Versions_and_sequence_numbers_count_every_write()
    {
        var created = await _node.Ok("PUT /a/_doc/1", "{}");
        var other = await _node.Ok("PUT /a/_doc/2", "{}");
        var updated = await _node.Ok("PUT /a/_doc/1", "{}");
        var deleted = await _node.Ok("DELETE /a/_doc/1");
        Assert.Equal(
            "created 1 0, created 1 1, updated 2 2, deleted 3 3",
            string.Join(
                ", ",
                new[] { created, other, updated, deleted }.Select(r => $"{r["result"]} {r["_version"]} {r["_seq_no"]}")
            )
        );
    }

    [Fact]
    public async Task Get_is_realtime()
    {
        await _node.Ok("PUT /a", "{'settings':{'refresh_interval':-1}}");
        await _node.Ok("PUT /a/_doc/1", "{'n':1}");
        Assert.Equal(1, (int)(await _node.Ok("GET /a/_doc/1"))["_source"]!["n"]!);
        Assert.Equal(HttpStatusCode.OK, (await _node.Send("HEAD /a/_doc/1")).Status);
        Assert.Equal("""{"n":1}""", (await _node.Send("GET /a/_source/1")).Text);
        await _node.Ok("DELETE /a/_doc/1");
        Assert.Equal("""{"_index":"a","_id":"1","found":false}""", (await _node.Send("GET /a/_doc/1")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await _node.Send("HEAD /a/_doc/1")).Status);
        Assert.Equal("resource_not_found_exception", (string)(await _node.Refused(404, "GET /a/_source/1"))["type"]!);
    }

    [Fact]
    public async Task The_source_comes_back_as_it_was_sent()
    {
        const string Source = """{ "b": 1.50, "a": ["x"], "emoji": "\ud83d\ude00", "half": "\ud83d" }""";
        await _node.Ok("PUT /a/_doc/1", Source);
        Assert.Equal(Source, (await _node.Send("GET /a/_source/1")).Text);
    }

    [Fact]
    public async Task Comments_in_a_document_are_kept_and_mean_nothing()
    {
        const string Source = """{"a":/*x*/{"b":1/*,"c":2*/},"f":{"k":[/**/"v"]}}""";
        await _node.Ok("PUT /a", "{'mappings':{'properties':{'f':{'type':'flattened'}}}}");
        await _node.Ok("PUT /a/_doc/1?refresh=true", Source);
        await _node.Ok("POST /a/_bulk?refresh=true", $"{{'index':{{'_id':'2'}}}}\n{Source}\n");
        Assert.Equal(Source, (await _node.Send("GET /a/_source/1")).Text);
        Assert.Equal(Source, (await _node.Send("GET /a/_source/2")).Text);
        Assert.Equal("""{"a":{"b":1}}""", (await _node.Send("GET /a/_source/1?_source=a.b")).Text);
        Assert.Equal("""{"_source":{"a":{"b":1}}}""", (await _node.Send("GET /a/_doc/1?filter_path=_source.a")).Text);
        Assert.Equal("1 2", await _node.Ids("a", "{'term':{'a.b':1}}"));
        var found = await _node.Ok("POST /a/_search", "{'_source':false,'fields':['*']}");
        Assert.Equal("""{"k":["v"]}""", found["hits"]!["hits"]![0]!["fields"]!["f"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("/*x*/ {'a':1} // x", "/*x*/ {'a':1} // x\n")]
    [InlineData("// x\n{'a':1} // x\n", "// x\n{'a':1} // x\n")]
    [InlineData("{'a':1} ", "{'a':1} ")]
    public async Task A_comment_behind_a_document_does_not_swallow_the_answer(string source, string expected)
    {
        await _node.Ok("PUT /a/_doc/1?refresh=true", source);
        Assert.Equal(1, (int)(await _node.Ok("POST /a/_search", "{}"))["hits"]!["hits"]![0]!["_source"]!["a"]!);
        Assert.Equal(expected.Replace('\'', '"'), (await _node.Send("GET /a/_source/1")).Text);
    }

    [Theory]
    [InlineData("PUT /a/_doc/1?refresh=maybe", "{}")]
    [InlineData("PUT /a/_create/1?refresh=maybe", "{}")]
    [InlineData("PUT /a/_doc/1?require_alias=maybe", "{}")]
    [InlineData("PUT /a/_doc/1?if_seq_no=1", "{}")]
    [InlineData("POST /_bulk?refresh=maybe", "{'index':{'_index':'a','_id':'1'}}\n{}\n")]
    [InlineData("DELETE /kept/_doc/1?refresh=maybe", null)]
    public async Task A_refused_write_changes_nothing(string request, string? body)
    {
        await _node.Ok("PUT /kept/_doc/1", "{}");
        await _node.Refused(400, request, body);
        Assert.Equal(404, (int)(await _node.Send("HEAD /a")).Status);
        Assert.Equal(1, (long)(await _node.Ok("GET /kept/_doc/1"))["_version"]!);
    }

    [Fact]
    public async Task A_document_without_an_id_gets_one()
    {
        var written = await _node.Ok("POST /a/_doc", "{}");
        Assert.Equal(20, ((string)written["_id"]!).Length);
    }

    [Fact]
    public async Task An_id_may_hold_a_slash()
    {
        await _node.Ok("PUT /a/_doc/x%2Fy", "{}");
        Assert.Equal("x/y", (string)(await _node.Ok("GET /a/_doc/x%2Fy"))["_id"]!);
    }

    [Theory]
    [InlineData("PUT /a/_create/1", "[1]: version conflict, document already exists (current version [1])")]
    [InlineData("PUT /a/_doc/1?op_type=create", "[1]: version conflict, document already exists (current version [1])")]
    [InlineData(
        "PUT /a/_doc/1?if_seq_no=7&if_primary_term=1",
        "[1]: version conflict, required seqNo [7], primary term [1]. current document has seqNo [0] and primary term [1]"
    )]
    [InlineData(
        "DELETE /a/_doc/1?if_seq_no=7&if_primary_term=1",
        "[1]: version conflict, required seqNo [7], primary term [1]. current document has seqNo [0] and primary term [1]"
    )]
    [InlineData(
        "PUT /a/_doc/2?if_seq_no=7&if_primary_term=1",
        "[2]: version conflict, required seqNo [7], primary term [1]. but no document was found"
    )]
    public async Task A_conflict_is_a_409(string request, string reason)
    {
        await _node.Ok("PUT /a/_doc/1", "{}");
        var error = await _node.Refused(
            409,
            request,
            request.StartsWith("PUT", StringComparison.Ordinal) ? "{}" : null
        );
        Assert.Equal("version_conflict_engine_exception", (string)error["type"]!);
        Assert.Equal(reason, (string)error["reason"]!);
        Assert.Equal("a", (string)error["index"]!);
        Assert.Equal("0", (string)error["shard"]!);
    }

    [Fact]
    public async Task A_condition_that_holds_lets_the_write_through()
    {
        var created = await _node.Ok("PUT /a/_doc/1", "{}");
        var updated = await _node.Ok(
            $"PUT /a/_doc/1?if_seq_no={created["_seq_no"]}&if_primary_term={created["_primary_term"]}",
            "{}"
        );
        Assert.Equal(2, (long)updated["_version"]!);
    }

    [Theory]
    [InlineData("PUT /a/_doc/1?if_seq_no=7", "if_seq_no and if_primary_term must be given together")]
    [InlineData("PUT /a/_create/1?if_seq_no=7&if_primary_term=1", "create operations do not support compare and set")]
    public async Task Half_a_condition_is_refused(string request, string reason) =>
        Assert.Contains(reason, (string)(await _node.Refused(400, request, "{}"))["reason"]!, StringComparison.Ordinal);

    [Fact]
    public async Task An_id_longer_than_512_bytes_is_refused()
    {
        var error = await _node.Refused(400, $"PUT /a/_doc/{new string('x', 513)}", "{}");
        Assert.Contains(
            "must be no longer than 512 bytes but was: 513",
            (string)error["reason"]!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "{'docs':[{'_index':'a','_id':'1'},{'_index':'a','_id':'9'},{'_index':'none','_id':'1'}]}",
        "/_mget",
        "found missing index_not_found_exception"
    )]
    [InlineData("{'docs':[{'_id':'1'},{'_index':'b','_id':'1'}]}", "/a/_mget", "found found")]
    [InlineData("{'ids':['1','9']}", "/a/_mget", "found missing")]
    public async Task A_multi_get_answers_for_each_document_by_itself(string body, string path, string expected)
    {
        await _node.Ok("PUT /a/_doc/1", "{}");
        await _node.Ok("PUT /b/_doc/1", "{}");
        var docs = (await _node.Ok($"POST {path}", body))["docs"]!.AsArray();
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                docs.Select(doc =>
                    doc!["error"] is { } error ? (string)error["type"]!
                    : (bool)doc["found"]! ? "found"
                    : "missing"
                )
            )
        );
    }

    [Theory]
    [InlineData("{'docs':[{'_index':'a','_id':'1','_source':false}]}", "", "null")]
    [InlineData("{'docs':[{'_index':'a','_id':'1','_source':['p.x']}]}", "", "{'p':{'x':1}}")]
    [InlineData("{'docs':[{'_index':'a','_id':'1','_source':{'exclude':['p']}}]}", "", "{'q':3}")]
    [InlineData("{'docs':[{'_index':'a','_id':'1'}]}", "?_source=false", "null")]
    [InlineData("{'docs':[{'_index':'a','_id':'1'}]}", "?_source_includes=q", "{'q':3}")]
    public async Task A_multi_get_filters_sources(string body, string parameters, string expected)
    {
        await _node.Ok("PUT /a/_doc/1", "{'p':{'x':1,'y':2},'q':3}");
        var doc = (await _node.Ok($"POST /_mget{parameters}", body))["docs"]![0]!;
        Assert.Equal(expected.Replace('\'', '"'), doc["_source"]?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("{'docs':[{'_id':'1'}]}", "index is missing for doc 0")]
    [InlineData("{'docs':[{'_index':'a'}]}", "id is missing for doc 0")]
    [InlineData("{'docs':[]}", "no documents to get")]
    [InlineData("{'docs':[{'_index':'a','_id':'1','routing':'x'}]}", "unknown field [routing]")]
    public async Task A_malformed_multi_get_is_refused(string body, string reason) =>
        Assert.Contains(
            reason,
            (string)(await _node.Refused(400, "POST /_mget", body))["reason"]!,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("write", 403, "index [x] blocked by: [FORBIDDEN/8/index write (api)];")]
    [InlineData("read_only", 403, "index [x] blocked by: [FORBIDDEN/5/index read-only (api)];")]
    [InlineData("read_only_allow_delete", 429, "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded")]
    public async Task A_blocked_index_takes_no_documents_until_the_block_is_gone(
        string block,
        int status,
        string reason
    )
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /x/_doc/1", "{}");
        await node.Ok("PUT /x/_settings", $"{{'index.blocks.{block}':true}}");
        var error = await node.Refused(status, "PUT /x/_doc/2", "{}");
        Assert.Equal("cluster_block_exception", (string)error["type"]!);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
        await node.Refused(status, "DELETE /x/_doc/1");
        await node.Ok("PUT /x/_settings", $"{{'index.blocks.{block}':null}}");
        await node.Ok("DELETE /x/_doc/1");
    }
}
