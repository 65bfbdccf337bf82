using System.Net;

namespace Detections.Embedded.Tests.Persistence;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_node_without_room_refuses_to_write_keeps_what_it_said_it_has_and_writes_again_when_there_is_room()
    {
        using var file = new TemporaryFile();
        var options = new EmbeddedNodeOptions { DataFile = file.Path, MaxDataSize = 2 * 1024 * 1024 };
        var text = new string('x', 50_000);
        var kept = 0;
        await using (var node = await TestNode.StartAsync(options))
        {
            await node.Ok("PUT /ballast", "{'mappings':{'dynamic':false}}");
            await node.Ok("PUT /a", "{'mappings':{'dynamic':false}}");
            for (var i = 0; i < 10; i++)
            {
                await node.Ok("POST /ballast/_doc", $"{{'t':'{text}'}}");
            }

            var full = await node.Send("PUT /a/_doc/0", $"{{'t':'{text}'}}");
            while (full.Status == HttpStatusCode.Created)
            {
                full = await node.Send($"PUT /a/_doc/{++kept}", $"{{'t':'{text}'}}");
            }

            Assert.Equal(HttpStatusCode.TooManyRequests, full.Status);
            Assert.Equal("cluster_block_exception", (string)full.Json["error"]!["type"]!);
            Assert.Contains("disk usage exceeded flood-stage watermark", (string)full.Json["error"]!["reason"]!);

            // Of a request that does not fit, nothing is there, and what was there can be read.
            var lines = string.Concat(
                Enumerable.Range(0, 9).Select(i => $"{{'create':{{'_id':'b{i}'}}}}\n{{'t':'{text}'}}\n")
            );
            Assert.Equal(HttpStatusCode.TooManyRequests, (await node.Send("POST /a/_bulk", lines)).Status);
            await node.Ok("POST /a/_refresh");
            Assert.Equal(kept, (long)(await node.Ok("GET /a/_count"))["count"]!);
            Assert.Equal(HttpStatusCode.NotFound, (await node.Send("GET /a/_doc/b0")).Status);

            await node.Ok("DELETE /ballast");
            await node.Ok($"PUT /a/_doc/{kept}", $"{{'t':'{text}'}}");
        }

        await using var reopened = await TestNode.StartAsync(options);
        Assert.Equal(kept + 1, (long)(await reopened.Ok("GET /a/_count"))["count"]!);
    }
}
