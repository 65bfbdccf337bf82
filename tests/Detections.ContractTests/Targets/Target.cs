using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.ContractTests.Targets;

/// <summary>An Elasticsearch, or what takes its place, and how to be let in by one who may do everything.</summary>
internal sealed class Target
{
    private readonly Uri _url;
    private readonly string? _apiKey;
    private readonly string? _userName;
    private readonly string? _password;
    private readonly string? _caFile;
    private readonly string? _caFingerprint;

    public Target(
        Uri url,
        string? apiKey = null,
        string? userName = null,
        string? password = null,
        string? caFile = null,
        string? caFingerprint = null
    )
    {
        (_url, _apiKey, _userName, _password) = (url, apiKey, userName, password);
        (_caFile, _caFingerprint) = (caFile, caFingerprint);
        Http = Connect();
    }

    public HttpClient Http { get; }

    /// <summary>The same in the words of the product's settings.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Elasticsearch:Urls:0", _url.ToString()),
            new("Elasticsearch:ApiKey", _apiKey),
            new("Elasticsearch:Username", _userName),
            new("Elasticsearch:Password", _password),
            new("Elasticsearch:CaFile", _caFile),
            new("Elasticsearch:CaFingerprint", _caFingerprint),
        ];

    /// <summary>Whether it asks who is calling, so that there are privileges to lack.</summary>
    public bool HasSecurity => _apiKey is not null || _userName is not null;

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

    /// <summary>Whom to trust is decided as the product decides it, and its sentences tell what is wrong with a CA file.</summary>
    private HttpClient Connect()
    {
        var findings = new Findings();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var settings = new SettingsReader(configuration, findings).Read().Elasticsearch;
        Assert.True(findings.Faults.Count == 0, string.Join('\n', findings.Faults));
        return new(new SocketsHttpHandler { SslOptions = new CertificateCheck(settings).CreateOptions() })
        {
            BaseAddress = _url,
            DefaultRequestHeaders =
            {
                Authorization =
                    _apiKey is not null ? new AuthenticationHeaderValue("ApiKey", _apiKey)
                    : _userName is not null
                        ? new AuthenticationHeaderValue(
                            "Basic",
                            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_userName}:{_password}"))
                        )
                    : null,
            },
        };
    }
}
