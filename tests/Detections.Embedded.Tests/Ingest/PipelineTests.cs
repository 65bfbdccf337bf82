using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Ingest;

public sealed class PipelineTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    /// <summary>What a processor makes of a document; the time is 2026-01-02T03:04:05.678Z.</summary>
    public static TheoryData<string, string, string> Processors { get; } =
        new()
        {
            { "{'set':{'field':'a','value':'x'}}", "{}", "{'a':'x'}" },
            { "{'set':{'field':'a','value':1}}", "{'a':2}", "{'a':1}" },
            { "{'set':{'field':'a.b','value':{'c':[1]}}}", "{'a':{'d':1}}", "{'a':{'d':1,'b':{'c':[1]}}}" },
            { "{'set':{'field':'t','value':'{{{_ingest.timestamp}}}'}}", "{}", "{'t':'2026-01-02T03:04:05.678Z'}" },
            { "{'set':{'field':'t','value':'{{_ingest.timestamp}}'}}", "{}", "{'t':'2026-01-02T03:04:05.678Z'}" },
            { "{'set':{'field':'t','value':'at {{ a.b }}!'}}", "{'a':{'b':1}}", "{'a':{'b':1},'t':'at 1!'}" },
            { "{'set':{'field':'t','value':'[{{missing}}]'}}", "{}", "{'t':'[]'}" },
            { "{'set':{'field':'t','value':'{{missing}}','ignore_empty_value':true}}", "{}", "{}" },
            { "{'set':{'field':'a','value':'x','override':false}}", "{'a':'y'}", "{'a':'y'}" },
            { "{'set':{'field':'a','value':'x','override':false}}", "{'a':null}", "{'a':'x'}" },
            { "{'set':{'field':'b','copy_from':'a'}}", "{'a':[{'c':2}]}", "{'a':[{'c':2}],'b':[{'c':2}]}" },
            { "{'set':{'field':'b','copy_from':'a','ignore_empty_value':true}}", "{}", "{}" },
            { "{'set':{'field':'b','value':1,'if':'ctx.event?.ingested == null'}}", "{}", "{'b':1}" },
            {
                "{'set':{'field':'b','value':1,'if':'ctx.event?.ingested == null'}}",
                "{'event':{}}",
                "{'event':{},'b':1}"
            },
            { "{'set':{'field':'b','value':1,'if':'ctx.a?.b == null'}}", "{'a':{'b':0}}", "{'a':{'b':0}}" },
            { "{'set':{'field':'b','value':1,'if':'ctx.a != null'}}", "{'a':0}", "{'a':0,'b':1}" },
            { "{'remove':{'field':'a'}}", "{'a':1,'b':2}", "{'b':2}" },
            { "{'remove':{'field':['a.b','c'],'ignore_missing':true}}", "{'a':{'b':1}}", "{'a':{}}" },
            { "{'rename':{'field':'a','target_field':'b.c'}}", "{'a':1}", "{'b':{'c':1}}" },
            { "{'rename':{'field':'x','target_field':'b','ignore_missing':true}}", "{'a':1}", "{'a':1}" },
            { "{'remove':{'field':'x','ignore_failure':true}}", "{'a':1}", "{'a':1}" },
            { "{'set':{'field':'_source.a','value':1}}", "{}", "{'a':1}" },
        };

    [Theory]
    [MemberData(nameof(Processors))]
    public async Task A_processor_changes_the_document(string processor, string before, string after)
    {
        await using var node = await StartAsync();
        await node.Ok("PUT /_ingest/pipeline/p", $"{{'processors':[{processor}]}}");
        await node.Ok("PUT /x/_doc/1?pipeline=p", before);
        var stored = (await node.Ok("GET /x/_doc/1"))["_source"]!;
        Assert.Equal(after.Replace('\'', '"'), stored.ToJsonString());

        var simulated = await node.Ok("POST /_ingest/pipeline/p/_simulate", $"{{'docs':[{{'_source':{before}}}]}}");
        Assert.Equal(stored.ToJsonString(), simulated["docs"]![0]!["doc"]!["_source"]!.ToJsonString());
    }

    [Theory]
    [InlineData("{'remove':{'field':'a.b'}}", "{}", "field [b] not present as part of path [a.b]")]
    [InlineData("{'rename':{'field':'a','target_field':'b'}}", "{}", "field [a] doesn't exist")]
    [InlineData("{'rename':{'field':'a','target_field':'b'}}", "{'a':1,'b':1}", "field [b] already exists")]
    [InlineData(
        "{'set':{'field':'a.b','value':1}}",
        "{'a':'text'}",
        "cannot set [b] with parent object of type [String] as part of path [a.b]"
    )]
    [InlineData(
        "{'set':{'field':'b','value':1,'if':'ctx.a.b == null'}}",
        "{}",
        "runtime error: [b] is asked of a field that is no object"
    )]
    public async Task A_document_that_a_processor_cannot_take_is_refused(
        string processor,
        string document,
        string reason
    )
    {
        await using var node = await StartAsync();
        await node.Ok("PUT /_ingest/pipeline/p", $"{{'processors':[{processor}]}}");
        var bulk = await node.Ok("POST /x/_bulk?pipeline=p", $"{{'index':{{'_id':'1'}}}}\n{document}\n");
        Assert.Equal(400, (int)bulk["items"]![0]!["index"]!["status"]!);
        var error = await node.Refused(400, "PUT /x/_doc/1?pipeline=p", document);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "[processors] required property is missing")]
    [InlineData(
        "{'processors':[{'grok':{}}]}",
        "No processor type exists with name [grok]; the embedded node knows [set, remove, rename]"
    )]
    [InlineData(
        "{'processors':[{'set':{'field':'a','value':1,'fail':1}}]}",
        "processor [set] doesn't support one or more provided configuration parameters [fail]"
    )]
    [InlineData("{'processors':[{'set':{'value':1}}]}", "[field] required property is missing")]
    [InlineData("{'processors':[{'set':{'field':'a'}}]}", "[value] required property is missing")]
    [InlineData(
        "{'processors':[{'set':{'field':'_id','value':'1'}}]}",
        "[field] the embedded node changes fields of the source by their name only, not [_id]"
    )]
    [InlineData(
        "{'processors':[{'set':{'field':'a','value':1,'if':'ctx.a > 1'}}]}",
        "[if] the embedded node runs no scripts; it understands conditions such as"
    )]
    [InlineData(
        "{'processors':[{'set':{'field':'a','value':'{{#join}}x{{/join}}'}}]}",
        "[value] the embedded node understands fields in braces"
    )]
    [InlineData("{'processors':[],'on_failure':[]}", "[pipeline] unknown field [on_failure]")]
    public async Task A_pipeline_that_is_not_understood_is_refused(string pipeline, string reason)
    {
        await using var node = await StartAsync();
        var error = await node.Refused(400, "PUT /_ingest/pipeline/p", pipeline);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
        Assert.Equal("{}", (await node.Send("GET /_ingest/pipeline/p")).Text);
    }

    [Fact]
    public async Task The_request_names_the_first_pipeline_or_else_the_index_and_the_final_one_always_follows()
    {
        await using var node = await StartAsync();
        foreach (var name in (string[])["asked", "usual", "last"])
        {
            await node.Ok(
                $"PUT /_ingest/pipeline/{name}",
                $"{{'processors':[{{'set':{{'field':'by','value':'{{{{by}}}} {name}'}}}}]}}"
            );
        }

        await node.Ok("PUT /x", "{'settings':{'index.default_pipeline':'usual','index.final_pipeline':'last'}}");
        await node.Ok("PUT /x/_doc/1", "{}");
        await node.Ok("PUT /x/_doc/2?pipeline=asked", "{}");
        await node.Ok("PUT /x/_doc/3?pipeline=_none", "{}");
        await node.Ok(
            "POST /x/_bulk?pipeline=asked&refresh=true",
            "{'index':{'_id':'4'}}\n{}\n{'create':{'_id':'5','pipeline':'usual'}}\n{}\n"
        );
        var hits = (await node.Ok("GET /x/_search?sort=_doc"))["hits"]!["hits"]!.AsArray();
        Assert.Equal(
            [" usual last", " asked last", " last", " asked last", " usual last"],
            hits.Select(hit => (string)hit!["_source"]!["by"]!)
        );
    }

    [Fact]
    public async Task A_pipeline_of_a_template_stamps_what_a_data_stream_gets()
    {
        await using var node = await StartAsync();
        await node.Ok(
            "PUT /_ingest/pipeline/arrival",
            "{'version':1,'processors':[{'set':{'field':'event.ingested','value':'{{{_ingest.timestamp}}}','override':false}}]}"
        );
        await node.Ok(
            "PUT /_index_template/winlogbeat",
            "{'index_patterns':['winlogbeat-*'],'data_stream':{},'template':{'settings':{'final_pipeline':'arrival'}}}"
        );
        await node.Ok("POST /winlogbeat-9/_bulk?refresh=true", "{'create':{}}\n{'@timestamp':0}\n");
        var hit = (await node.Ok("GET /winlogbeat-9/_search"))["hits"]!["hits"]![0]!;
        Assert.Equal("2026-01-02T03:04:05.678Z", (string)hit["_source"]!["event"]!["ingested"]!);
    }

    [Fact]
    public async Task A_pipeline_is_shown_as_it_was_put_and_stays_while_it_is_used()
    {
        using var file = new Persistence.TemporaryFile();
        const string Body = """{"description":"d","processors":[{"remove":{"field":"a"}}],"version":3}""";
        await using (var node = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path }))
        {
            await node.Ok("PUT /_ingest/pipeline/p", Body);
            await node.Ok("PUT /x", "{'settings':{'index.default_pipeline':'p'}}");
        }

        await using var again = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path });
        Assert.Equal($$"""{"p":{{Body}}}""", (await again.Ok("GET /_ingest/pipeline/p")).ToJsonString());
        await again.Refused(400, "PUT /_ingest/pipeline/p?if_version=2", Body);
        await again.Ok("PUT /_ingest/pipeline/p?if_version=3", Body);
        var error = await again.Refused(400, "DELETE /_ingest/pipeline/p");
        Assert.Equal(
            "pipeline [p] cannot be deleted because it is the default pipeline for 1 index(es) including [x]",
            (string)error["reason"]!
        );
        await again.Ok("DELETE /x");
        await again.Ok("DELETE /_ingest/pipeline/p");
        await again.Refused(404, "DELETE /_ingest/pipeline/p");
    }

    [Fact]
    public async Task A_pipeline_that_does_not_exist_refuses_the_document()
    {
        await using var node = await StartAsync();
        var error = await node.Refused(400, "PUT /x/_doc/1?pipeline=missing", "{}");
        Assert.Equal("pipeline with id [missing] does not exist", (string)error["reason"]!);
    }

    private static Task<TestNode> StartAsync() =>
        TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = new FakeTimeProvider(Now) });
}
