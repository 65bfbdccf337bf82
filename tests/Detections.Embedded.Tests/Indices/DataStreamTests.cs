using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Indices;

public sealed class DataStreamTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2024, 5, 6, 0, 0, 0, TimeSpan.Zero));
        _node = await TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = clock });
        await _node.Ok(
            "PUT /_component_template/c",
            "{'template':{'settings':{'number_of_replicas':0},'mappings':{'properties':{'n':{'type':'long'},'k':{'type':'text'}}}}}"
        );
        await _node.Ok(
            "PUT /_index_template/low",
            "{'index_patterns':['logs-*'],'template':{'mappings':{'properties':{'n':{'type':'keyword'}}}}}"
        );
        await _node.Ok(
            "PUT /_index_template/high",
            "{'index_patterns':['logs-*-*'],'priority':200,'data_stream':{},'composed_of':['c'],'template':{'mappings':{'properties':{'k':{'type':'text','fields':{'raw':{'type':'keyword'}}}}}}}"
        );
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task The_first_document_creates_the_stream_from_the_template_of_highest_priority()
    {
        var answer = await _node.Ok(
            "POST /_bulk?refresh=true",
            "{'create':{'_index':'logs-a-b'}}\n{'@timestamp':'2024-01-01','n':1}\n{'create':{'_index':'logs-a'}}\n{'n':1}\n"
        );
        Assert.Equal(".ds-logs-a-b-2024.05.06-000001", (string)answer["items"]![0]!["create"]!["_index"]!);
        Assert.Equal("logs-a", (string)answer["items"]![1]!["create"]!["_index"]!);
        var index = (await _node.Ok("GET /logs-a-b"))[".ds-logs-a-b-2024.05.06-000001"]!;
        Assert.Equal(
            """{"properties":{"n":{"type":"long"},"k":{"type":"text","fields":{"raw":{"type":"keyword"}}},"@timestamp":{"type":"date"}}}""",
            index["mappings"]!.ToJsonString()
        );
        Assert.Equal(
            "0 true logs-a-b",
            $"{index["settings"]!["index"]!["number_of_replicas"]} {index["settings"]!["index"]!["hidden"]} {index["data_stream"]}"
        );
        var stream = (await _node.Ok("GET /_data_stream/logs-*"))["data_streams"]!.AsArray().Single()!;
        Assert.Equal(
            "logs-a-b 1 high GREEN",
            $"{stream["name"]} {stream["generation"]} {stream["template"]} {stream["status"]}"
        );
    }

    [Fact]
    public async Task A_rollover_moves_writes_to_a_new_backing_index()
    {
        await _node.Ok("POST /logs-a-b/_doc?refresh=true", "{'@timestamp':1}");
        Assert.Equal("false", $"{(await _node.Ok("POST /logs-a-b/_rollover?dry_run=true"))["rolled_over"]}");
        var rolled = await _node.Ok("POST /logs-a-b/_rollover");
        Assert.Equal(
            ".ds-logs-a-b-2024.05.06-000001 .ds-logs-a-b-2024.05.06-000002 true",
            $"{rolled["old_index"]} {rolled["new_index"]} {rolled["rolled_over"]}"
        );
        Assert.Equal(
            ".ds-logs-a-b-2024.05.06-000002",
            (string)(await _node.Ok("POST /logs-a-b/_doc?refresh=true", "{'@timestamp':1}"))["_index"]!
        );
        Assert.Equal(2, (long)(await _node.Ok("GET /logs-a-b/_count"))["count"]!);
        await _node.Ok("DELETE /.ds-logs-a-b-2024.05.06-000001");
        Assert.Equal(1, (long)(await _node.Ok("GET /logs-a-b/_count"))["count"]!);
        await _node.Refused(400, "DELETE /.ds-logs-a-b-2024.05.06-000002");
        await _node.Ok("DELETE /_data_stream/logs-a-b");
        await _node.Refused(404, "GET /logs-a-b/_count");
        await _node.Refused(404, "GET /.ds-logs-a-b-2024.05.06-000002");
    }

    [Theory]
    [InlineData(
        "{'index':{}}\n{'@timestamp':1}\n",
        "a document can only be added to the data stream [logs-a-b], with the operation [create]"
    )]
    [InlineData("{'create':{}}\n{'n':1}\n", "data stream timestamp field [@timestamp] is missing")]
    [InlineData("{'delete':{'_id':'1'}}\n", "is a data stream; name one of its backing indices instead")]
    public async Task A_stream_accepts_new_documents_with_a_timestamp_only(string body, string reason)
    {
        await _node.Ok("PUT /_data_stream/logs-a-b");
        var item = (await _node.Ok("POST /logs-a-b/_bulk", body))["items"]![0]!.AsObject().Single().Value!;
        Assert.Equal(400, (int)item["status"]!);
        Assert.Contains(reason, (string)item["error"]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backing_index_takes_replacements_that_name_what_they_replace()
    {
        await _node.Ok("PUT /_data_stream/logs-a-b");
        var created = await _node.Ok("PUT /logs-a-b/_create/1", "{'@timestamp':'2024-01-01'}");
        var backing = created["_index"];
        var replace =
            $"PUT /{backing}/_doc/1?if_seq_no={created["_seq_no"]}&if_primary_term={created["_primary_term"]}";
        Assert.Equal("updated", (string)(await _node.Ok(replace, "{'@timestamp':'2024-01-02'}"))["result"]!);
        await _node.Refused(409, replace, "{'@timestamp':'2024-01-02'}");
        foreach (
            var request in new[] { $"PUT /{backing}/_create/2", $"PUT /{backing}/_doc/1", $"POST /{backing}/_doc" }
        )
        {
            Assert.Contains(
                "backs the data stream [logs-a-b]: create documents through the stream",
                (string)(await _node.Refused(400, request, "{'@timestamp':'2024-01-01'}"))["reason"]!,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("DELETE /BACKING", null)]
    [InlineData("POST /_aliases", "{'actions':[{'remove_index':{'index':'BACKING'}}]}")]
    public async Task The_index_that_a_stream_writes_to_stays(string request, string? body)
    {
        await _node.Ok("PUT /_data_stream/logs-a-b");
        var stream = (await _node.Ok("GET /_data_stream/logs-a-b"))["data_streams"]![0]!;
        var backing = (string)stream["indices"]![0]!["index_name"]!;
        var error = await _node.Refused(
            400,
            request.Replace("BACKING", backing, StringComparison.Ordinal),
            body?.Replace("BACKING", backing, StringComparison.Ordinal)
        );
        Assert.StartsWith(
            $"the data stream [logs-a-b] writes to [{backing}]; roll the stream over first",
            (string)error["reason"]!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("PUT /logs-x-y", null, "matches template [high], which is for data streams")]
    [InlineData("PUT /_data_stream/other", null, "no matching index template found for data stream [other]")]
    [InlineData(
        "PUT /_index_template/x",
        "{'index_patterns':['logs-?-*','log*-*'],'priority':200}",
        "have the same priority [200]"
    )]
    [InlineData(
        "PUT /_index_template/x",
        "{'index_patterns':['x'],'composed_of':['none']}",
        "component templates [none] that do not exist"
    )]
    [InlineData("PUT /_index_template/x", "{'index_patterns':['x'],'patterns':[]}", "unknown field [patterns]")]
    [InlineData(
        "PUT /_index_template/x",
        "{'index_patterns':['x'],'allow_auto_create':false}",
        "[allow_auto_create] can only be [true] on the embedded node"
    )]
    [InlineData("PUT /_index_template/x", "{}", "index template [x] must have [index_patterns]")]
    [InlineData(
        "PUT /_index_template/x",
        "{'index_patterns':['x'],'template':{'mappings':{'properties':{'f':{'type':'nested'}}}}}",
        "of type [nested]"
    )]
    [InlineData(
        "PUT /_index_template/x",
        "{'index_patterns':['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']}",
        "is longer than the 255 bytes of an index name, so it can match none"
    )]
    [InlineData("PUT /_index_template/high?create=true", "{'index_patterns':['x']}", "template [high] already exists")]
    [InlineData("DELETE /_component_template/c", null, "still in use by index templates [high]")]
    [InlineData("POST /logs-a/_rollover", "{'conditions':{'max_docs':1}}", "[rollover] unknown field [conditions]")]
    public async Task What_makes_no_sense_is_refused(string request, string? body, string reason) =>
        Assert.Contains(reason, (string)(await _node.Refused(400, request, body))["reason"]!, StringComparison.Ordinal);

    [Fact]
    public async Task Templates_are_shown_and_deleted()
    {
        Assert.Equal(
            "high low",
            string.Join(
                ' ',
                (await _node.Ok("GET /_index_template"))["index_templates"]!.AsArray().Select(t => (string)t!["name"]!)
            )
        );
        Assert.Equal(
            200,
            (long)(await _node.Ok("GET /_index_template/hi*"))["index_templates"]![0]!["index_template"]!["priority"]!
        );
        Assert.Equal("c", (string)(await _node.Ok("GET /_component_template/c"))["component_templates"]![0]!["name"]!);
        await _node.Ok("DELETE /_index_template/high");
        Assert.Equal(404, (int)(await _node.Send("HEAD /_index_template/high")).Status);
        await _node.Refused(404, "GET /_index_template/high");
        await _node.Ok("DELETE /_component_template/c");
        Assert.Equal(404, (int)(await _node.Send("HEAD /_component_template/c")).Status);
    }
}
