using System.Net.Http.Headers;
using Polly;

namespace Detections.Elasticsearch;

/// <summary>Sends requests and gives back the bytes of the answers. Retries are below it, meaning is above it.</summary>
internal sealed class ElasticsearchClient(HttpClient http, ClusterNodes nodes)
{
    /// <summary>Marks a request that has to stay without retries.</summary>
    public static readonly HttpRequestOptionsKey<bool> Once = new("once");

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");

    public Task<ElasticsearchResponse> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<ElasticsearchResponse> PostAsync(
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Post, path, Content(body, Json), cancellationToken);

    /// <summary>For an answer that may be too large; then <see cref="ElasticsearchException.IsTooLarge"/>.</summary>
    public Task<ElasticsearchResponse> PostAsync(
        string path,
        ReadOnlyMemory<byte> body,
        AnswerSize size,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Post, path, Content(body, Json), cancellationToken, size: size);

    /// <summary>For what makes something new each time: whether a lost answer was a success, only a person can find out.</summary>
    public Task<ElasticsearchResponse> PostOnceAsync(
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Post, path, Content(body, Json), cancellationToken, once: true);

    public Task<ElasticsearchResponse> PutAsync(
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Put, path, Content(body, Json), cancellationToken);

    public Task<ElasticsearchResponse> DeleteAsync(
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Delete, path, Content(body, Json), cancellationToken);

    public Task<ElasticsearchResponse> PostLinesAsync(
        string path,
        ReadOnlyMemory<byte> lines,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Post, path, Content(lines, Lines), cancellationToken);

    private static ReadOnlyMemoryContent? Content(ReadOnlyMemory<byte> body, MediaTypeHeaderValue type) =>
        body.IsEmpty ? null : new(body) { Headers = { ContentType = type } };

    private async Task<ElasticsearchResponse> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken,
        bool once = false,
        AnswerSize? size = null
    )
    {
        var name = $"{method} /{path.Split('?')[0]}";
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Options.Set(Once, once);
        request.Options.Set(BodyBufferingHandler.Size, size ?? AnswerSize.Any);
        try
        {
            // The handlers below have the whole body already; reading it here would copy it.
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new(response, name);
        }
        catch (AnswerTooLargeException e)
        {
            throw new ElasticsearchException($"{name}: {e.Message}", inner: e) { IsTooLarge = true };
        }
        catch (Exception e) when (e is HttpRequestException or ExecutionRejectedException)
        {
            throw new ElasticsearchException($"{name} got no answer{nodes.Explain(e)}", unreachable: true, inner: e);
        }
    }
}
