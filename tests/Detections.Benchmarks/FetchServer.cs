using System.Globalization;
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
    private static readonly byte[] PitId = "{\"id\":\"pit\"}"u8.ToArray();

    /// <param name="total">How many events there are: those of the file, again and again; null for those of the file once.</param>
    public static async Task<int> RunAsync(string path, int pageSize, long? total)
    {
        var pages = EventSet.Load(path).Chunk(pageSize).Select(Page).ToArray();
        var count = total is { } events ? (int)((events + pageSize - 1) / pageSize) : pages.Length;
        var empty = Page([]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path.Value != "/_search")
            {
                await AnswerAsync(context, PitId, []);
                return;
            }

            var number = await NextAsync(context.Request);
            await (
                number < count
                    ? AnswerAsync(context, pages[number % pages.Length], Encoding.UTF8.GetBytes(LastSort(number)))
                    : AnswerAsync(context, empty, "]}}"u8.ToArray())
            );
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        while (await Console.In.ReadLineAsync() is not null) { }

        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] body, byte[] end)
    {
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length + end.Length;
        await context.Response.Body.WriteAsync(body);
        await context.Response.Body.WriteAsync(end);
    }

    /// <summary>The last hit of each page is sorted by the number of the page.</summary>
    private static async Task<int> NextAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        return body.RootElement.TryGetProperty("search_after", out var after) ? after[0].GetInt32() + 1 : 0;
    }

    private static string LastSort(int number) =>
        string.Create(CultureInfo.InvariantCulture, $",\"sort\":[{number}]}}]}}}}");

    /// <summary>A page up to where the last hit is sorted.</summary>
    private static byte[] Page(ReadOnlyMemory<byte>[] events)
    {
        using var page = new MemoryStream();
        page.Write(
            "{\"took\":1,\"timed_out\":false,\"_shards\":{\"total\":1,\"successful\":1,\"skipped\":0,\"failed\":0},\"pit_id\":\"pit\",\"hits\":{\"max_score\":null,\"hits\":["u8
        );
        for (var i = 0; i < events.Length; i++)
        {
            page.Write(
                Encoding.UTF8.GetBytes(
                    $"{(i == 0 ? "" : ",\"sort\":[0]},")}{{\"_index\":\"logs-endpoint.events.process-default\",\"_id\":\"{i:D19}\",\"_score\":null,\"_source\":"
                )
            );
            page.Write(events[i].Span);
        }

        return page.ToArray();
    }
}
