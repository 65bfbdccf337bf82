using System.Net;
using Detections.Embedded.Http;
using Detections.Embedded.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detections.Embedded;

/// <summary>An Elasticsearch-speaking single node on SQLite, listening on loopback only.</summary>
public sealed class EmbeddedNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Node _node;

    private EmbeddedNode(WebApplication app, Node node)
    {
        _app = app;
        _node = node;
        Url = new Uri(app.Urls.First());
    }

    /// <summary>The address the node answers on.</summary>
    public Uri Url { get; }

    /// <summary>Opens the data and starts listening.</summary>
    public static async Task<EmbeddedNode> StartAsync(EmbeddedNodeOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var node = new Node(Database.Open(options.DataFile, options.MaxDataSize), options);
        try
        {
            var app = Build(options, new HttpEndpoint(node, options));
            await app.StartAsync(ct);
            return new EmbeddedNode(app, node);
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _node.Dispose();
    }

    private static WebApplication Build(EmbeddedNodeOptions options, HttpEndpoint endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxContentLength;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var app = builder.Build();
        app.Run(endpoint.HandleAsync);
        return app;
    }
}
