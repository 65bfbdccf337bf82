using System.Text;
using Microsoft.AspNetCore.Http;

namespace Detections.Tests.Cluster;

/// <summary>A request that is held at the proxy by who decides what becomes of it.</summary>
internal sealed class ProxiedRequest(
    RecordedRequest request,
    string sender,
    HttpContext context,
    Func<byte[], Task<NodeAnswer>> forward
)
{
    public RecordedRequest Request => request;

    /// <summary>The copy of the product that asks, where the test has named it.</summary>
    public string Sender => sender;

    public HttpContext Context => context;

    /// <summary>Has the node do it.</summary>
    public Task<NodeAnswer> ForwardAsync() => ForwardAsync(Encoding.UTF8.GetBytes(request.Body ?? ""));

    /// <summary>Has the node do something else.</summary>
    public Task<NodeAnswer> ForwardAsync(byte[] body) => forward(body);

    public async Task ReplyAsync(NodeAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        if (request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(answer.Body);
        }
    }
}
