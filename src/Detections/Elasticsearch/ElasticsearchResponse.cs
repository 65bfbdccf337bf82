using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>An answer whose body is valid until disposal.</summary>
internal sealed class ElasticsearchResponse(HttpResponseMessage message, string request) : IDisposable
{
    private const int QuotedBody = 200;

    /// <summary>The words by which Elasticsearch does not know a question about security. To 7.17 without it, `_security` looks like an index.</summary>
    private static readonly string[] WithoutSecurity =
    [
        "no handler found for uri",
        "Incorrect HTTP method for uri",
        "must be explicitly enabled",
        "[_security]",
    ];

    public HttpStatusCode Status => message.StatusCode;

    /// <summary>When the answer was given, where that is told.</summary>
    public DateTimeOffset? Date => message.Headers.Date;

    public bool IsSuccess => message.IsSuccessStatusCode;

    /// <summary>Whether Elasticsearch says that it is; a proxy may have taken that away.</summary>
    public bool NamesElasticsearch =>
        message.Headers.TryGetValues("X-Elastic-Product", out var product) && product.Contains("Elasticsearch");

    public ReadOnlyMemory<byte> Body => ((PooledContent)message.Content).Bytes;

    /// <summary>Elasticsearch's name for what went wrong; empty where nothing did, or where something else answered.</summary>
    public string ErrorType => IsSuccess ? "" : ReadError().Type;

    public string Reason => IsSuccess ? "" : ReadError().Reason;

    /// <summary>Whether a question about security met a cluster that has none. What else refuses it must not pass for that.</summary>
    public bool IsWithoutSecurity =>
        Status
            is HttpStatusCode.BadRequest
                or HttpStatusCode.NotFound
                or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.InternalServerError
        && WithoutSecurity.Any(words => Reason.Contains(words, StringComparison.Ordinal))
        && ForeignAnswer.Explain(message, Body.Span) is null;

    public JsonDocument ReadJson(JsonDocumentOptions options = default)
    {
        try
        {
            return JsonDocument.Parse(Body, options);
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException($"{request}: the answer is not JSON: {Quote()}", inner: e);
        }
    }

    /// <summary>
    /// Throws unless the request succeeded or ended in one of the statuses that the caller knows how to take. Elasticsearch explains them in
    /// JSON: a load balancer with nothing behind it says 404 too, and that must not pass for "there is no such index".
    /// </summary>
    public ElasticsearchResponse Expect(params ReadOnlySpan<HttpStatusCode> also)
    {
        var foreign = ForeignAnswer.Explain(message, Body.Span);
        if (foreign is null && also.Contains(Status) && !IsJsonObject())
        {
            foreign =
                $"{(int)Status} with {(Body.IsEmpty ? "nothing" : $"\"{Quote()}\"")}, which Elasticsearch would have explained in JSON. Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between";
        }

        return Take(foreign, also);
    }

    /// <summary>The same, whoever explains it in whatever words.</summary>
    public ElasticsearchResponse ExpectOfAnyone(params ReadOnlySpan<HttpStatusCode> also) =>
        Take(ForeignAnswer.Explain(message, Body.Span), also);

    private ElasticsearchResponse Take(string? foreign, ReadOnlySpan<HttpStatusCode> also)
    {
        if (foreign is null && (IsSuccess || also.Contains(Status)))
        {
            return this;
        }

        var exception = foreign is null ? Refusal() : Foreign(foreign);
        Dispose();
        throw exception;
    }

    public void Dispose() => message.Dispose();

    private bool IsJsonObject()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private ElasticsearchException Foreign(string trouble)
    {
        var at = message.RequestMessage!.Options.TryGetValue(NodeRotationHandler.Node, out var node)
            ? $" at {node}"
            : "";
        return new($"{request} was not answered by Elasticsearch{at}: {trouble}", unreachable: true, Status);
    }

    private ElasticsearchException Refusal()
    {
        var (type, reason) = ReadError();
        if (Status == HttpStatusCode.Unauthorized)
        {
            return new($"{request} answered 401: {Credential()} ({reason})", unreachable: true, Status);
        }

        var fromProxy = type.Length == 0 && Status is >= HttpStatusCode.InternalServerError;
        return new(
            $"{request} answered {(int)Status}{(type.Length > 0 ? $" {type}" : "")}: {AnswerTrouble.Explain(type, reason)}",
            unreachable: fromProxy,
            Status
        )
        {
            IsTooLarge = IsTooMuch(type, reason),
        };
    }

    /// <summary>A node is short of memory for the request, or an index or a proxy on the way allows less of it.</summary>
    private bool IsTooMuch(string type, string reason) =>
        Status == HttpStatusCode.RequestEntityTooLarge
        || type == "circuit_breaking_exception"
        || reason.Contains("Data too large", StringComparison.Ordinal)
        || reason.Contains("max_result_window", StringComparison.Ordinal);

    /// <summary>What was presented is named, never shown.</summary>
    private string Credential() =>
        message.RequestMessage!.Headers.Authorization switch
        {
            { Scheme: "ApiKey" } =>
                "the API key is not accepted, since it is wrong, expired or invalidated; create a new one and put it into Elasticsearch:ApiKey or the file of ApiKeyFile",
            { Scheme: "Basic" } basic =>
                $"user {UserName(basic)} and the password are not accepted; check Elasticsearch:Username, and Password or the file of PasswordFile",
            _ =>
                "the cluster wants to know who asks; set Elasticsearch:ApiKey or ApiKeyFile, or Username with Password or PasswordFile",
        };

    private static string UserName(AuthenticationHeaderValue basic) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(basic.Parameter!)).Split(':')[0];

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
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, QuotedBody)]);
        return text.Length == 0 ? message.ReasonPhrase ?? "no explanation" : text.ReplaceLineEndings(" ");
    }
}
