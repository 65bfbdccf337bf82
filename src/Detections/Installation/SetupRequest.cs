using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>A request of the set-up: the same when it is sent and when it is printed.</summary>
internal sealed record SetupRequest(string Method, string Path, JsonObject? Body = null)
{
    /// <summary>A file that is sent as a form, in place of a body.</summary>
    public string? File { get; init; }

    /// <summary>Whether it must not be sent again where its answer was lost.</summary>
    public bool IsOnce { get; init; }

    /// <summary>Whether it only looks.</summary>
    public bool IsRead => Method == "GET";

    public Task<ElasticsearchResponse> SendAsync(ElasticsearchClient client, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = Body is null ? default : JsonSerializer.SerializeToUtf8Bytes(Body);
        return Method switch
        {
            "GET" => client.GetAsync(Path, cancellationToken),
            "PUT" => client.PutAsync(Path, body, cancellationToken),
            "POST" when IsOnce => client.PostOnceAsync(Path, body, cancellationToken),
            "POST" => client.PostAsync(Path, body, cancellationToken),
            _ => throw new InvalidOperationException($"set-up has no use for {Method}"),
        };
    }
}
