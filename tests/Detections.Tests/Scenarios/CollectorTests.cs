using System.Collections.Concurrent;
using System.Text;
using Detections.Tests.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Detections.Tests.Scenarios;

/// <summary>An OpenTelemetry collector, as far as it takes what is sent to it over HTTP.</summary>
public sealed class CollectorTests
{
    [Fact]
    public async Task Metrics_and_traces_of_runs_and_requests_reach_a_collector_with_the_headers_that_are_set()
    {
        var received = new ConcurrentQueue<(string Path, string Key, string Body)>();
        await using var collector = await StartAsync(received);
        await using var cluster = await TestCluster.StartAsync();
        await using var program = RunningProgram.Start(
            ["run"],
            ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
            ("Telemetry__OtlpEndpoint", collector.Urls.First()),
            ("Telemetry__OtlpProtocol", "http/protobuf"),
            ("Telemetry__OtlpHeaders", "x-key=of-the-tests")
        );
        await program.LineAsync("succeeded");
        await program.TerminateAsync();

        Assert.Equal(0, await program.ExitAsync());
        Assert.All(received, r => Assert.Equal("of-the-tests", r.Key));
        var metrics = string.Concat(received.Where(r => r.Path == "/v1/metrics").Select(r => r.Body));
        var traces = string.Concat(received.Where(r => r.Path == "/v1/traces").Select(r => r.Body));
        Assert.Contains("detections.runs", metrics);
        Assert.Contains("detections.elasticsearch.request.duration", metrics);
        Assert.Contains("detections.run.status", traces);
        Assert.Contains("/_search", traces);
    }

    private static async Task<WebApplication> StartAsync(ConcurrentQueue<(string, string, string)> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var key = context.Request.Headers["x-key"].ToString();
            received.Enqueue((context.Request.Path, key, Encoding.Latin1.GetString(body.ToArray())));
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
