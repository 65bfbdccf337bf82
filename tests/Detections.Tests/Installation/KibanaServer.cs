using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Detections.Tests.Installation;

/// <summary>Keeps saved objects as Kibana does behind its import and export: by space, and only for who says it is no browser.</summary>
internal sealed class KibanaServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);

    private KibanaServer(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k =>
            k.Listen(
                IPAddress.Loopback,
                0,
                l =>
                {
                    if (certificate is not null)
                    {
                        l.UseHttps(certificate);
                    }
                }
            )
        );
        builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        _app.MapPost("/api/saved_objects/_export", c => ExportAsync(c, "default"));
        _app.MapPost("/s/{space}/api/saved_objects/_export", c => ExportAsync(c, $"{c.Request.RouteValues["space"]}"));
        _app.MapPost("/api/saved_objects/_import", c => ImportAsync(c, "default"));
        _app.MapPost("/s/{space}/api/saved_objects/_import", c => ImportAsync(c, $"{c.Request.RouteValues["space"]}"));
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The objects by space, type and id.</summary>
    public IReadOnlyDictionary<string, JsonObject> Objects => _objects;

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What `Authorization` has to be.</summary>
    public string? Authorization { get; init; }

    /// <summary>Answers in its place with this.</summary>
    public (int Status, string Body)? Answer { get; set; }

    public static async Task<KibanaServer> StartAsync(
        string? authorization = null,
        X509Certificate2? certificate = null
    )
    {
        var server = new KibanaServer(certificate) { Authorization = authorization };
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<bool> RefusedAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        var refusal =
            Answer
            ?? (
                Authorization is not null && context.Request.Headers.Authorization != Authorization
                    ? (401, "{\"statusCode\":401,\"error\":\"Unauthorized\"}")
                : context.Request.Headers["kbn-xsrf"].Count == 0
                    ? (400, "{\"statusCode\":400,\"message\":\"Request must contain a kbn-xsrf header.\"}")
                : null
            );
        if (refusal is not { } answer)
        {
            return false;
        }

        context.Response.StatusCode = answer.Item1;
        await context.Response.WriteAsync(answer.Item2);
        return true;
    }

    private async Task ExportAsync(HttpContext context, string space)
    {
        if (await RefusedAsync(context))
        {
            return;
        }

        var body = await JsonNode.ParseAsync(context.Request.Body);
        var lines = new StringBuilder();
        foreach (var wanted in body!["objects"]!.AsArray())
        {
            if (!_objects.TryGetValue($"{space}/{wanted!["type"]}/{wanted["id"]}", out var stored))
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync(
                    "{\"statusCode\":400,\"message\":\"Error fetching objects to export\"}"
                );
                return;
            }

            lines.Append(stored.ToJsonString()).Append('\n');
        }

        context.Response.ContentType = "application/ndjson";
        await context.Response.WriteAsync(lines.ToString());
    }

    private async Task ImportAsync(HttpContext context, string space)
    {
        if (await RefusedAsync(context))
        {
            return;
        }

        var form = await context.Request.ReadFormAsync();
        var file = form.Files["file"];
        if (file is null || !file.FileName.EndsWith(".ndjson", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("{\"statusCode\":400,\"message\":\"Invalid file extension\"}");
            return;
        }

        using var reader = new StreamReader(file.OpenReadStream());
        var count = 0;
        foreach (var line in (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var imported = JsonNode.Parse(line)!.AsObject();
            // Kibana keeps more than it was given.
            imported["managed"] = false;
            imported["updated_at"] = "2026-01-01T00:00:00.000Z";
            _objects[$"{space}/{imported["type"]}/{imported["id"]}"] = imported;
            count++;
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(new { success = true, successCount = count }));
    }
}
