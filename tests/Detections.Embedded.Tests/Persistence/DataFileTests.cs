using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Detections.Embedded.Tests.Persistence;

public sealed class DataFileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reopened_node_knows_its_indices_aliases_streams_templates_and_documents()
    {
        using var file = new TemporaryFile();
        await using (var node = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path }))
        {
            await node.Ok("PUT /a", "{'mappings':{'properties':{'n':{'type':'long'}}},'aliases':{'all':{}}}");
            await node.Ok("PUT /_index_template/t", "{'index_patterns':['s-*'],'data_stream':{}}");
            await node.Ok("POST /s-1/_doc", "{'@timestamp':'2024-01-01'}");
            await node.Ok("PUT /a/_doc/1", "{'n':1}");
            await node.Ok("PUT /a/_doc/1", "{'n':2}");
        }
        await using var reopened = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path });
        Assert.Equal(2, (long)(await reopened.Ok("GET /all/_doc/1"))["_version"]!);
        Assert.Equal("1", await reopened.Ids("all", "{'term':{'n':2}}"));
        Assert.Equal(1, (long)(await reopened.Ok("GET /s-1/_count"))["count"]!);
        Assert.Equal("t", (string)(await reopened.Ok("GET /_data_stream/s-1"))["data_streams"]![0]!["template"]!);
    }

    [Fact]
    public async Task A_document_that_was_never_refreshed_is_found_after_a_start()
    {
        using var file = new TemporaryFile();
        await using (var node = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path }))
        {
            await node.Ok("PUT /a", "{'settings':{'refresh_interval':'-1'}}");
            await node.Ok("PUT /a/_doc/1", "{'n':1}");
            Assert.Equal("", await node.Ids("a", "{'match_all':{}}"));
        }
        await using var reopened = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path });
        Assert.Equal("1", await reopened.Ids("a", "{'match_all':{}}"));
    }

    [Fact]
    public async Task A_start_raises_the_primary_term_so_that_an_old_condition_no_longer_holds()
    {
        using var file = new TemporaryFile();
        var options = new EmbeddedNodeOptions { DataFile = file.Path };
        await using (var node = await TestNode.StartAsync(options))
        {
            await node.Ok("PUT /a/_doc/1", "{}");
            await node.Ok("DELETE /a/_doc/1");
        }
        await using var reopened = await TestNode.StartAsync(options);
        var written = await reopened.Ok("PUT /a/_doc/1", "{}");
        Assert.Equal(2, (long)written["_primary_term"]!);
        await reopened.Refused(409, $"PUT /a/_doc/1?if_seq_no={written["_seq_no"]}&if_primary_term=1", "{}");
    }

    [Fact]
    public async Task The_deepest_mapping_is_read_again()
    {
        using var file = new TemporaryFile();
        var options = new EmbeddedNodeOptions { DataFile = file.Path };
        var path = string.Join('.', Enumerable.Repeat("a", 100));
        var meta = string.Concat(Enumerable.Repeat("{'m':", 500)) + "1" + new string('}', 500);
        await using (var node = await TestNode.StartAsync(options))
        {
            await node.Ok(
                "PUT /a",
                $"{{'settings':{{'index.mapping.depth.limit':100}},'mappings':{{'_meta':{meta},'properties':{{'{path}':{{'type':'long'}}}}}}}}"
            );
            await node.Ok("PUT /a/_doc/1", $"{{'{path}':7}}");
        }
        await using var reopened = await TestNode.StartAsync(options);
        Assert.Equal("1", await reopened.Ids("a", $"{{'term':{{'{path}':7}}}}"));
    }

    [Fact]
    public async Task A_file_belongs_to_one_node_at_a_time()
    {
        using var file = new TemporaryFile();
        var options = new EmbeddedNodeOptions { DataFile = file.Path };
        await using var node = await TestNode.StartAsync(options);
        await node.Ok("PUT /a");
        var error = await Assert.ThrowsAsync<IOException>(() => EmbeddedNode.StartAsync(options, Ct));
        Assert.Equal(
            $"The data file {file.Path} cannot be opened: another node has it open; stop that one, or choose another file",
            error.Message
        );
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused()
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, new string('x', 10_000), Ct);
        var options = new EmbeddedNodeOptions { DataFile = file.Path };
        var error = await Assert.ThrowsAsync<IOException>(() => EmbeddedNode.StartAsync(options, Ct));
        Assert.Contains("file is not a database", error.Message, StringComparison.Ordinal);
        Assert.Contains("it must be a file that a node made", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_can_see_any_more_leaves_the_file()
    {
        using var file = new TemporaryFile();
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path });
        for (var i = 0; i < 5; i++)
        {
            await node.Ok("PUT /a/_doc/1?refresh=true", "{'n':1}");
        }

        var pit = (await node.Ok("POST /a/_pit?keep_alive=1m"))["id"];
        await node.Ok("PUT /a/_doc/1?refresh=true", "{'n':2}");
        await node.Ok("PUT /a/_doc/1?refresh=true", "{'n':3}");
        var seen = await node.Ok("POST /_search", $"{{'pit':{{'id':'{pit}'}}}}");
        Assert.Equal(1, (int)seen["hits"]!["hits"]!.AsArray().Single()!["_source"]!["n"]!);
        await node.Ok("DELETE /_pit", $"{{'id':'{pit}'}}");
        await node.Ok("PUT /a/_doc/1?refresh=true", "{'n':4}");
        await node.DisposeAsync();
        await using var connection = new SqliteConnection($"Data Source={file.Path};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT (SELECT count(*) FROM documents) || ' ' || (SELECT count(*) FROM sources) || ' ' || (SELECT count(*) FROM terms)";
        Assert.Equal("1 1 1", await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task A_killed_node_keeps_every_document_it_acknowledged()
    {
        using var file = new TemporaryFile();
        using var child = ChildNode.Start(file.Path);
        var acknowledged = new List<string>();
        try
        {
            var url = await child.StandardOutput.ReadLineAsync(Ct);
            using var http = new HttpClient { BaseAddress = new Uri(url!) };
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => BulkUntilKilledAsync(http, child, acknowledged));
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Ct);
        }
        Assert.True(acknowledged.Count >= 1000);
        await using var reopened = await TestNode.StartAsync(new EmbeddedNodeOptions { DataFile = file.Path });
        foreach (var ids in acknowledged.Chunk(1000))
        {
            var body = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) };
            var docs = (await reopened.Ok("POST /a/_mget?_source=false", body.ToJsonString()))["docs"]!.AsArray();
            Assert.All(docs, doc => Assert.True((bool)doc!["found"]!, doc.ToJsonString()));
        }
        Assert.True((long)(await reopened.Ok("GET /a/_count"))["count"]! >= acknowledged.Count);
    }

    /// <summary>The kill comes from another thread, somewhere in the twentieth bulk or after it.</summary>
    private static async Task BulkUntilKilledAsync(
        HttpClient http,
        System.Diagnostics.Process child,
        List<string> acknowledged
    )
    {
        for (var batch = 0; batch < 10_000; batch++)
        {
            var ids = Enumerable.Range(batch * 100, 100).Select(number => $"id-{number}").ToArray();
            var lines = string.Concat(
                ids.Select(id => $"{{\"create\":{{\"_id\":\"{id}\"}}}}\n{{\"text\":\"document {id}\"}}\n")
            );
            using var content = new StringContent(lines, null, "application/x-ndjson");
            var request = http.PostAsync("/a/_bulk", content, Ct);
            if (batch == 20)
            {
                child.Kill();
            }

            using var response = await request;
            var items = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["items"]!.AsArray();
            acknowledged.AddRange(
                items
                    .Where(item => (int)item!["create"]!["status"]! == 201)
                    .Select(item => (string)item!["create"]!["_id"]!)
            );
        }
    }
}
