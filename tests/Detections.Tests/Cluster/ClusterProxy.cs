using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Detections.Tests.Cluster;

/// <summary>Stands between the product and a node: records what is asked, and answers in the node's place where a test says so.</summary>
internal sealed class ClusterProxy : IAsyncDisposable
{
    private readonly HttpClient _node;
    private readonly WebApplication _app;

    private ClusterProxy(Uri node)
    {
        _node = new() { BaseAddress = node };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public ConcurrentQueue<RecordedRequest> Requests { get; } = [];

    /// <summary>Answers in the node's place; null lets the request through.</summary>
    public Func<RecordedRequest, HttpContext, Task<bool>> Answer { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Takes a request over, and may have the node asked; false lets it go its way.</summary>
    public Func<ProxiedRequest, Task<bool>> Intercept { get; set; } = _ => Task.FromResult(false);

    /// <summary>Called after the node has answered, before the answer goes on.</summary>
    public Func<RecordedRequest, Task> Answered { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether the answer of the node is lost on its way back.</summary>
    public Func<RecordedRequest, bool> LosesAnswer { get; set; } = _ => false;

    /// <summary>The header of every answer. Released clusters send none; what stands before them may send any.</summary>
    public string DateHeader { get; set; } = DateTimeOffset.UnixEpoch.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>What the cluster's clock shows, where it is not this machine's.</summary>
    public Func<DateTimeOffset>? Date { get; set; }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>As a cluster that is away, until it is let through again.</summary>
    public void RefuseAll() =>
        Answer = async (_, context) =>
        {
            await Refuse(context, 503);
            return true;
        };

    public void LetThrough() => Answer = (_, _) => Task.FromResult(false);

    public static async Task<ClusterProxy> StartAsync(Uri node)
    {
        var proxy = new ClusterProxy(node);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _node.Dispose();
    }

    public static async Task Refuse(HttpContext context, int status, string body = "")
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var received = new MemoryStream();
        await context.Request.Body.CopyToAsync(received);
        var (sender, raw) = Sender(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
        var body = received.Length > 0 ? Encoding.UTF8.GetString(received.ToArray()) : null;
        var request = new RecordedRequest(context.Request.Method, raw, body);
        Requests.Enqueue(request);
        context.Response.Headers.Date = DateHeader;
        var proxied = new ProxiedRequest(request, sender, context, b => ForwardAsync(request, b, context));
        if (await Answer(request, context) || await Intercept(proxied))
        {
            return;
        }

        var answer = await proxied.ForwardAsync(received.ToArray());
        await Answered(request);
        if (LosesAnswer(request))
        {
            await Refuse(context, 503);
            return;
        }

        await proxied.ReplyAsync(answer);
    }

    /// <summary>Who asks may say so by a path prefix, so that copies of the product can be told apart.</summary>
    private static (string Sender, string Path) Sender(string raw)
    {
        if (!raw.StartsWith("/~", StringComparison.Ordinal))
        {
            return ("", raw);
        }

        var end = raw.IndexOf('/', 1);
        return (raw[2..end], raw[end..]);
    }

    private async Task<NodeAnswer> ForwardAsync(RecordedRequest request, byte[] body, HttpContext context)
    {
        if (Date is not null && request.Path.StartsWith("/_cat/health", StringComparison.Ordinal))
        {
            return NodeAnswer.Json(200, $"[{{\"epoch\":\"{Date().ToUnixTimeSeconds()}\"}}]");
        }

        using var forwarded = new HttpRequestMessage(new(request.Method), new Uri(_node.BaseAddress!, request.Path));
        if (body.Length > 0)
        {
            forwarded.Content = new ByteArrayContent(body);
            forwarded.Content.Headers.ContentType = new(context.Request.ContentType!.Split(';')[0]);
        }

        if (context.Request.Headers.Authorization is [{ } authorization])
        {
            forwarded.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await _node.SendAsync(forwarded);
        return new(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.ToString(),
            await answer.Content.ReadAsByteArrayAsync()
        );
    }
}
