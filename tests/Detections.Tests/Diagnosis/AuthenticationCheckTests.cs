using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Embedded;
using Detections.Tests.Cluster;

namespace Detections.Tests.Diagnosis;

/// <summary>Who we are and what we may do, on a node that asks.</summary>
public sealed class AuthenticationCheckTests
{
    private const string User = "elastic";
    private const string Password = "of the tests";

    [Fact]
    public async Task A_superuser_is_amber()
    {
        await using var node = await StartAsync();

        var results = await Examination.OfAsync(
            [node.Url],
            TimeProvider.System,
            ("Elasticsearch:Username", User),
            ("Elasticsearch:Password", Password)
        );

        Assert.Equal(
            [
                "amber: user elastic with the role superuser, which may do far more than running needs -> Make an API key of the least privileges: `detections setup --api-key-file FILE`",
            ],
            results.Of("authentication")
        );
        Assert.Equal(["green: all that running needs"], results.Of("privileges"));
    }

    [Fact]
    public async Task A_wrong_password_is_red_and_what_needs_it_is_skipped()
    {
        await using var node = await StartAsync();

        var (results, reached) = await Examination.FullAsync(
            [node.Url],
            TimeProvider.System,
            ("Elasticsearch:Username", User),
            ("Elasticsearch:Password", "planted-secret")
        );

        Assert.True(reached);
        Assert.Equal(["green: answers, but does not accept the credentials"], results.Of("http"));
        Assert.StartsWith(
            "red: GET /_security/_authenticate answered 401: user elastic and the password are not accepted; check Elasticsearch:Username, and Password or the file of PasswordFile (",
            Assert.Single(results.Of("authentication"))
        );
        Assert.Equal(["skipped: not looked at, since authentication is red"], results.Of("privileges"));
        Assert.DoesNotContain(results, r => $"{r}".Contains("planted-secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "green", ", which does not expire")]
    [InlineData("100d", "green", ", which expires on ")]
    [InlineData(
        "10d",
        "amber",
        ", in 10 days -> Create a new key and put it in its place; the settings are read again while running"
    )]
    public async Task An_API_key_is_told_with_its_end(string? expiration, string status, string told)
    {
        await using var node = await StartAsync();
        var key = await CreateKeyAsync(node, ["monitor"], ["all"], expiration);

        var results = await Examination.OfAsync([node.Url], TimeProvider.System, ("Elasticsearch:ApiKey", key));

        var line = Assert.Single(results.Of("authentication"));
        Assert.StartsWith($"{status}: API key \"runtime\" (", line);
        Assert.Contains(told, line);
    }

    [Fact]
    public async Task An_API_key_is_told_by_a_cluster_too_that_does_not_say_which()
    {
        await using var cluster = await TestCluster.StartAsync(new(User, Password));
        var made = (await cluster.SendAsync(HttpMethod.Post, "_security/api_key", """{"name":"runtime"}"""))!;
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Path != "/_security/_authenticate")
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                200,
                """{"username":"elastic","roles":[],"authentication_type":"api_key"}"""
            );
            return true;
        };

        var results = await Examination.OfAsync(cluster, ("Elasticsearch:ApiKey", made["encoded"]!.GetValue<string>()));

        Assert.Equal(
            [$"green: API key \"runtime\" ({made["id"]}) of user elastic, which does not expire"],
            results.Of("authentication")
        );
    }

    [Fact]
    public async Task Each_missing_privilege_is_red_with_the_json_to_add()
    {
        await using var node = await StartAsync();
        var key = await CreateKeyAsync(
            node,
            [],
            ["read", "view_index_metadata", "create_doc", "create_index", "delete"],
            null
        );

        var results = await Examination.OfAsync([node.Url], TimeProvider.System, ("Elasticsearch:ApiKey", key));

        Assert.Equal(
            [
                "red: monitor is missing. The cluster does not tell its time, by which events are read, nor its version. -> Add to the role or the API key: {\"cluster\":[\"monitor\"]}",
                "red: index is missing. The ledger cannot be saved, and no match can be queued. -> Add to the role or the API key: {\"indices\":[{\"names\":[\"detections-state-default\"],\"privileges\":[\"index\"]}]}",
            ],
            results.Of("privileges")
        );
        Assert.Equal(
            ["cluster", "detections-state-default"],
            results.Where(r => r.Id == "privileges").Select(r => r.Subject)
        );
        Assert.StartsWith(
            "amber: The version of the cluster is not known, since the credentials lack the cluster privilege monitor",
            results.Of("cluster")[^1]
        );
    }

    [Theory]
    [InlineData(400, """{"error":"no handler found for uri [/_security/_authenticate] and method [GET]"}""")]
    [InlineData(
        500,
        """{"error":{"type":"exception","reason":"Security must be explicitly enabled when using a [basic] license."}}"""
    )]
    public async Task A_cluster_without_security_is_amber(int status, string body)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Path != "/_security/_authenticate")
            {
                return false;
            }

            await ClusterProxy.Refuse(context, status, body);
            return true;
        };

        Assert.Equal(
            [
                "amber: the cluster asks nobody who they are, so that everybody may read its events and change its alerts -> Set xpack.security.enabled: true on its nodes, and give this program an API key",
            ],
            (await Examination.OfAsync(cluster)).Of("authentication")
        );
    }

    [Fact]
    public async Task Whoever_is_let_in_as_anyone_is_amber()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.StartsWith(
            "amber: let in as anyone would be, under the name embedded",
            Assert.Single((await Examination.OfAsync(cluster)).Of("authentication"))
        );
    }

    private static Task<EmbeddedNode> StartAsync() =>
        EmbeddedNode.StartAsync(new() { Security = new(User, Password) }, TestContext.Current.CancellationToken);

    private static async Task<string> CreateKeyAsync(
        EmbeddedNode node,
        string[] cluster,
        string[] indices,
        string? expiration
    )
    {
        using var http = new HttpClient { BaseAddress = node.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))
        );
        var body = new JsonObject
        {
            ["name"] = "runtime",
            ["role_descriptors"] = new JsonObject
            {
                ["runtime"] = new JsonObject
                {
                    ["cluster"] = new JsonArray([.. cluster.Select(c => JsonValue.Create(c))]),
                    ["indices"] = new JsonArray(
                        new JsonObject
                        {
                            ["names"] = new JsonArray("*"),
                            ["privileges"] = new JsonArray([.. indices.Select(i => JsonValue.Create(i))]),
                        }
                    ),
                },
            },
        };
        if (expiration is not null)
        {
            body["expiration"] = expiration;
        }

        using var answer = await http.PostAsJsonAsync("_security/api_key", body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var key = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        return key!["encoded"]!.GetValue<string>();
    }
}
