using System.Net;
using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>An answer whose body is valid until disposal.</summary>
internal sealed class ElasticsearchResponse(HttpResponseMessage message, string request) : IDisposable
{
    private const int QuotedBody = 200;

    public HttpStatusCode Status => message.StatusCode;

    /// <summary>When the answer was given, where that is told.</summary>
    public DateTimeOffset? Date => message.Headers.Date;

    public bool IsSuccess => message.IsSuccessStatusCode;

    public ReadOnlyMemory<byte> Body => ((PooledContent)message.Content).Bytes;

    /// <summary>Elasticsearch's name for what went wrong; empty where nothing did, or where something else answered.</summary>
    public string ErrorType => IsSuccess ? "" : ReadError().Type;

    public JsonDocument ReadJson()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException($"{request}: the answer is not JSON: {Quote()}", inner: e);
        }
    }

    /// <summary>Throws unless the request succeeded or ended in one of the statuses that the caller knows how to take.</summary>
    public ElasticsearchResponse Expect(params ReadOnlySpan<HttpStatusCode> also)
    {
        if (IsSuccess || also.Contains(Status))
        {
            return this;
        }

        var (type, reason) = ReadError();
        var fromProxy = type.Length == 0 && Status is >= HttpStatusCode.InternalServerError;
        var exception = new ElasticsearchException(
            $"{request} answered {(int)Status}{(type.Length > 0 ? $" {type}" : "")}: {reason}",
            unreachable: fromProxy || Status == HttpStatusCode.Unauthorized,
            Status
        );
        Dispose();
        throw exception;
    }

    public void Dispose() => message.Dispose();

    private (string Type, string Reason) ReadError()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.TryGetProperty("error", out var error)
                ? BulkItem.ReadError(error)
                : ("", Quote());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ("", Quote());
        }
    }

    private string Quote()
    {
        var text = System.Text.Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, QuotedBody)]);
        return text.Length == 0 ? message.ReasonPhrase ?? "no explanation" : text.ReplaceLineEndings(" ");
    }
}
