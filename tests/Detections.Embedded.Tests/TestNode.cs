using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Tests;

/// <summary>A node in this process and an HTTP client for it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string Superuser = "elastic";
    public const string Password = "of the tests";

    private readonly EmbeddedNode _node;
    private readonly List<HttpClient> _clients = [];

    private TestNode(EmbeddedNode node, AuthenticationHeaderValue? authorization = null)
    {
        _node = node;
        Http = new HttpClient { BaseAddress = node.Url };
        Http.DefaultRequestHeaders.Authorization = authorization;
        _clients.Add(Http);
    }

    public HttpClient Http { get; }

    public Uri Url => _node.Url;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestNode> StartAsync(EmbeddedNodeOptions? options = null) =>
        new(await EmbeddedNode.StartAsync(options ?? new EmbeddedNodeOptions(), Ct));

    /// <summary>A node that asks who is calling; here it is the superuser.</summary>
    public static async Task<TestNode> StartSecuredAsync(EmbeddedNodeOptions? options = null)
    {
        options = (options ?? new EmbeddedNodeOptions()) with
        {
            Security = new EmbeddedNodeSecurity(Superuser, Password),
        };
        return new TestNode(await EmbeddedNode.StartAsync(options, Ct), Basic(Superuser, Password));
    }

    public static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    /// <summary>The same node, called by somebody else; it ends with the node.</summary>
    public TestNode As(AuthenticationHeaderValue? authorization)
    {
        var other = new TestNode(_node, authorization);
        _clients.Add(other.Http);
        return other;
    }

    /// <summary>The same node, called with an API key of these privileges.</summary>
    public async Task<TestNode> WithKey(string role)
    {
        var key = await Ok("POST /_security/api_key", $"{{'name':'a key','role_descriptors':{{'a role':{role}}}}}");
        return As(new AuthenticationHeaderValue("ApiKey", (string)key["encoded"]!));
    }

    /// <summary>Sends JSON (or, for a bulk, lines of it) and reads the answer; single quotes stand for double ones.</summary>
    public async Task<Answer> Send(string line, string? body = null)
    {
        var (method, path) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body.Replace('\'', '"'), Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request, Ct);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Sends what must succeed.</summary>
    public async Task<JsonNode> Ok(string line, string? body = null)
    {
        var answer = await Send(line, body);
        Assert.True((int)answer.Status < 300, $"{line} answered {(int)answer.Status}: {answer.Text}");
        return answer.Text.Length == 0 ? new JsonObject() : answer.Json;
    }

    /// <summary>Sends what must be refused, and returns the error object.</summary>
    public async Task<JsonNode> Refused(int status, string line, string? body = null)
    {
        var answer = await Send(line, body);
        Assert.True((int)answer.Status == status, $"{line} answered {(int)answer.Status}: {answer.Text}");
        Assert.Equal(status, (int)answer.Json["status"]!);
        return answer.Json["error"]!;
    }

    /// <summary>The ids a search finds, in the order of the answer.</summary>
    public async Task<string> Ids(string index, string query) =>
        string.Join(
            ' ',
            (await Ok($"POST /{index}/_search", $"{{'size':1000,'query':{query}}}"))["hits"]!["hits"]!
                .AsArray()
                .Select(hit => (string)hit!["_id"]!)
        );

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _node.DisposeAsync();
    }

    internal sealed record Answer(HttpStatusCode Status, string Text)
    {
        private static readonly JsonDocumentOptions AsSent = new()
        {
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = 1024,
        };

        public JsonNode Json =>
            JsonNode.Parse(Text, documentOptions: AsSent) ?? throw new JsonException("the answer is null");
    }
}
