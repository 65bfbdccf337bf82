using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Detections.Benchmarks;

/// <summary>
/// A process of its own that answers searches with pages that lie ready in memory, so that what is measured is the way and the client.
/// Prints its address, and ends with its standard input.
/// </summary>
internal static class FetchServer
{
    public static async Task<int> RunAsync(string path, int pageSize)
    {
        var pages = EventSet.Load(path).Chunk(pageSize).Select(Page).Append(Page([], -1)).ToArray();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, pages));
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        while (await Console.In.ReadLineAsync() is not null) { }

        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, byte[][] pages)
    {
        var answer = context.Request.Path.Value switch
        {
            "/_search" => pages[await NextAsync(context.Request)],
            _ => "{\"id\":\"pit\"}"u8.ToArray(),
        };
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }

    /// <summary>The last hit of each page is sorted by the number of the page.</summary>
    private static async Task<int> NextAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        return body.RootElement.TryGetProperty("search_after", out var after) ? after[0].GetInt32() + 1 : 0;
    }

    private static byte[] Page(ReadOnlyMemory<byte>[] events, int number)
    {
        using var page = new MemoryStream();
        page.Write(
            "{\"took\":1,\"timed_out\":false,\"_shards\":{\"total\":1,\"successful\":1,\"skipped\":0,\"failed\":0},\"pit_id\":\"pit\",\"hits\":{\"max_score\":null,\"hits\":["u8
        );
        for (var i = 0; i < events.Length; i++)
        {
            page.Write(
                Encoding.UTF8.GetBytes(
                    $"{(i == 0 ? "" : ",")}{{\"_index\":\"logs-endpoint.events.process-default\",\"_id\":\"{number:D6}-{i:D12}\",\"_score\":null,\"_source\":"
                )
            );
            page.Write(events[i].Span);
            page.Write(Encoding.UTF8.GetBytes($",\"sort\":[{number}]}}"));
        }

        page.Write("]}}"u8);
        return page.ToArray();
    }
}
