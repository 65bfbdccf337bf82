using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Detections.ContractTests.Targets;

/// <summary>An Elasticsearch, or what takes its place, and how to be let in by one who may do everything.</summary>
internal sealed class Target(Uri url, string? apiKey = null, string? userName = null, string? password = null)
{
    public HttpClient Http { get; } =
        new()
        {
            BaseAddress = url,
            DefaultRequestHeaders =
            {
                Authorization =
                    apiKey is not null ? new AuthenticationHeaderValue("ApiKey", apiKey)
                    : userName is not null
                        ? new AuthenticationHeaderValue(
                            "Basic",
                            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"))
                        )
                    : null,
            },
        };

    /// <summary>The same in the words of the product's settings.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Elasticsearch:Urls:0", url.ToString()),
            new("Elasticsearch:ApiKey", apiKey),
            new("Elasticsearch:Username", userName),
            new("Elasticsearch:Password", password),
        ];

    /// <summary>Whether it asks who is calling, so that there are privileges to lack.</summary>
    public bool HasSecurity => apiKey is not null || userName is not null;

    /// <summary>Sends what may fail.</summary>
    public async Task<(int Status, JsonNode? Body)> TrySendAsync(
        string line,
        string? body = null,
        CancellationToken cancellationToken = default
    )
    {
        var (method, path) = (line.Split(' ')[0], line.Split(' ')[1]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            var type = path.Contains("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await Http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Sends what must succeed.</summary>
    public async Task<JsonNode> SendAsync(
        string line,
        string? body = null,
        CancellationToken cancellationToken = default
    )
    {
        var (status, answer) = await TrySendAsync(line, body, cancellationToken);
        Assert.True(status < 300, $"{line} answered {status}: {answer?.ToJsonString()}");
        return answer ?? new JsonObject();
    }
}
