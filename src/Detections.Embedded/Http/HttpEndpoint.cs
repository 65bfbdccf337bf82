using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Detections.Embedded.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Detections.Embedded.Http;

/// <summary>From an HTTP request to an <see cref="ApiRequest"/>, and from an <see cref="ApiReply"/> back.</summary>
internal sealed class HttpEndpoint(Node node, EmbeddedNodeOptions options)
{
    public async Task HandleAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-Elastic-Product"] = "Elasticsearch";
        headers.Date = options.TimeProvider.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        headers.ContentType = "application/json";

        var parameters = Parameters(context.Request.Query);
        var reply = await AnswerAsync(context, parameters);
        await SendAsync(context, Shape(reply, parameters));
    }

    private async Task<ApiReply> AnswerAsync(HttpContext context, Dictionary<string, string> parameters)
    {
        try
        {
            context.Response.Headers.ContentType = MediaType.ForAnswer(context.Request.Headers.Accept);
            var body = await ReadBodyAsync(context.Request, context.RequestAborted);
            if (body.Length > 0)
            {
                MediaType.RequireKnown(context.Request.ContentType);
            }

            var request = new ApiRequest(context.Request.Method, RawPath(context), parameters, body)
            {
                Authorization = context.Request.Headers.Authorization,
            };
            return await node.AnswerAsync(request, context.RequestAborted);
        }
        catch (ApiException e)
        {
            if (e.Status == StatusCodes.Status401Unauthorized)
            {
                context.Response.Headers.WWWAuthenticate = Authentication.Challenges.ToArray();
            }

            return Failure(e);
        }
        catch (BadHttpRequestException e)
        {
            return Failure(new ApiException(e.StatusCode, "illegal_argument_exception", e.Message));
        }
        catch (InvalidDataException e)
        {
            return Failure(ApiException.IllegalArgument($"the body is not valid gzip: {e.Message}"));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failure(new ApiException(500, "embedded_node_exception", $"{e.GetType().Name}: {e.Message}"));
        }
    }

    private static ApiReply Failure(ApiException e) => ApiReply.Of(e.Status, e.ToBody());

    /// <summary>The path as sent: an id may hold an escaped slash.</summary>
    private static string RawPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return target.Split('?')[0];
    }

    private static Dictionary<string, string> Parameters(IQueryCollection query) =>
        query.ToDictionary(pair => pair.Key, pair => pair.Value.LastOrDefault() ?? "");

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken ct)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "gzip" or "identity"))
        {
            throw ApiException.IllegalArgument($"Content-Encoding [{encoding}] is not supported; send gzip or none");
        }

        using var buffer = new MemoryStream();
        if (encoding == "gzip")
        {
            await using var unzipped = new GZipStream(request.Body, CompressionMode.Decompress);
            await CopyBoundedAsync(unzipped, buffer, ct);
        }
        else
        {
            await CopyBoundedAsync(request.Body, buffer, ct);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private async Task CopyBoundedAsync(Stream from, MemoryStream to, CancellationToken ct)
    {
        var chunk = new byte[81_920];
        for (int read; (read = await from.ReadAsync(chunk, ct)) > 0; )
        {
            if (to.Length + read > options.MaxContentLength)
            {
                throw new ApiException(
                    413,
                    "content_too_long_exception",
                    $"the body is longer than {options.MaxContentLength} bytes"
                );
            }
            to.Write(chunk, 0, read);
        }
    }

    private static ApiReply Shape(ApiReply reply, Dictionary<string, string> parameters)
    {
        if (reply.Body.Length == 0 || reply.ContentType is not null)
        {
            return reply;
        }

        if (parameters.GetValueOrDefault("filter_path") is { Length: > 0 } paths)
        {
            reply = reply with { Body = FilterPath.Parse(paths).Apply(reply.Body) };
        }

        return parameters.GetValueOrDefault("pretty") is "" or "true" ? Indent(reply) : reply;
    }

    private static ApiReply Indent(ApiReply reply)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ApiReply.WriterOptions with { Indented = true }))
        {
            JsonBody.Parse(reply.Body, JsonBody.DeepestAnswer).WriteTo(writer);
        }

        buffer.Write("\n"u8);
        return reply with { Body = buffer.WrittenMemory };
    }

    /// <summary>A HEAD has no body to compress, only the length of one.</summary>
    private static async Task SendAsync(HttpContext context, ApiReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType ?? response.ContentType;
        var body = reply.Body;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead && body.Length > 0 && AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            body = Gzip(body.Span);
        }
        response.ContentLength = body.Length;
        if (!isHead)
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    private static byte[] Gzip(ReadOnlySpan<byte> body)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return zipped.ToArray();
    }
}
