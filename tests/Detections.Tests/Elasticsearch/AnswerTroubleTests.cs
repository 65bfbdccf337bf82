using System.Text;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Tests.Elasticsearch;

/// <summary>What an operator reads when the answer is a refusal, or came from something else than Elasticsearch.</summary>
public sealed class AnswerTroubleTests
{
    [Theory]
    [InlineData(
        "action [indices:data/read/search] is unauthorized for API key id [k1] of user [soc] on indices [logs-a,logs-b], this action is granted by the index privileges [read,all]",
        "API key id [k1] of user [soc] lacks the index privilege read on logs-a, logs-b for the action indices:data/read/search: add {\"names\":[\"logs-a\",\"logs-b\"],\"privileges\":[\"read\"]} to \"indices\" of its role, and to its API key where it is one"
    )]
    [InlineData(
        "action [indices:data/write/bulk[s]] is unauthorized for user [soc] with effective roles [r] on indices [x], this action is granted by the index privileges [create_doc,create,delete,index,write,all]",
        "user [soc] with effective roles [r] lacks the index privilege create_doc on x for the action indices:data/write/bulk[s]: add {\"names\":[\"x\"],\"privileges\":[\"create_doc\"]} to \"indices\" of its role, and to its API key where it is one"
    )]
    [InlineData(
        "action [cluster:monitor/main] is unauthorized for user [soc] with effective roles [], this action is granted by the cluster privileges [monitor,manage,all]",
        "user [soc] with effective roles [] lacks the cluster privilege monitor for the action cluster:monitor/main: add \"monitor\" to \"cluster\" of its role, and to its API key where it is one"
    )]
    [InlineData("something new", "something new")]
    public void A_missing_privilege_is_told_with_what_to_add(string reason, string told) =>
        Assert.Equal(told, AnswerTrouble.Explain("security_exception", reason));

    [Theory]
    [InlineData(
        "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];",
        "A disk is fuller than the flood-stage watermark: free space on it or add a node, and Elasticsearch lifts the block by itself; else send PUT /x/_settings {\"index.blocks.read_only_allow_delete\":null}"
    )]
    [InlineData(
        "index [x] blocked by: [FORBIDDEN/5/index read-only (api)];",
        "Somebody set index.blocks.read_only: send PUT /x/_settings {\"index.blocks.read_only\":null}"
    )]
    [InlineData(
        "index [x] blocked by: [FORBIDDEN/8/index write (api)];",
        "Somebody set index.blocks.write: send PUT /x/_settings {\"index.blocks.write\":null}"
    )]
    [InlineData("index [x] blocked by: [FORBIDDEN/4/index closed];", "Somebody closed the index: send POST /x/_open")]
    [InlineData(
        "blocked by: [FORBIDDEN/6/cluster read-only (api)];",
        "Somebody made the whole cluster read-only: send PUT /_cluster/settings {\"persistent\":{\"cluster.blocks.read_only\":null}}"
    )]
    [InlineData(
        "blocked by: [SERVICE_UNAVAILABLE/2/no master];",
        "The cluster has no elected master or is still starting: look at its nodes' logs"
    )]
    public void A_block_is_told_with_how_to_lift_it(string reason, string remedy) =>
        Assert.Equal($"{reason.TrimEnd(';')}. {remedy}", AnswerTrouble.Explain("cluster_block_exception", reason));

    [Theory]
    [InlineData(
        "circuit_breaking_exception",
        "[parent] Data too large. A node is short of memory for this request: lower Sweep:PageSize, or give the nodes more heap"
    )]
    [InlineData(
        "es_rejected_execution_exception",
        "[parent] Data too large. A node has more to do than its queue holds: spread the load or add nodes"
    )]
    public void Overload_is_told_with_what_relieves_it(string type, string told) =>
        Assert.Equal(told, AnswerTrouble.Explain(type, "[parent] Data too large"));

    [Fact]
    public async Task A_wrong_API_key_is_told_without_its_value()
    {
        var key = Convert.ToBase64String("id:planted-secret"u8);
        var trouble = await RefusedAsync(new() { ApiKey = key });

        Assert.Equal(
            "GET /_search answered 401: the API key is not accepted, since it is wrong, expired or invalidated; create a new one and put it into Elasticsearch:ApiKey or the file of ApiKeyFile (unable to authenticate)",
            trouble
        );
    }

    [Fact]
    public async Task A_wrong_password_is_told_with_the_user_and_without_its_value() =>
        Assert.Equal(
            "GET /_search answered 401: user soc and the password are not accepted; check Elasticsearch:Username, and Password or the file of PasswordFile (unable to authenticate)",
            await RefusedAsync(new() { Username = "soc", Password = "planted-secret" })
        );

    [Fact]
    public async Task No_credentials_where_some_are_wanted() =>
        Assert.Equal(
            "GET /_search answered 401: the cluster wants to know who asks; set Elasticsearch:ApiKey or ApiKeyFile, or Username with Password or PasswordFile (unable to authenticate)",
            await RefusedAsync(new())
        );

    [Theory]
    [InlineData(
        "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.24\r\nContent-Type: text/html",
        "<html>\n<head><title>502 Bad\nGateway</title></head></html>",
        "502 with the page \"502 Bad Gateway\" from nginx/1.24. Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between"
    )]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8",
        "<!doctype html><p>Log in",
        "200 with a page of HTML. Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between"
    )]
    [InlineData(
        "HTTP/1.1 404 Not Found",
        " <title>No such app</title>",
        "404 with the page \"No such app\". Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between"
    )]
    [InlineData(
        "HTTP/1.1 302 Found\r\nLocation: https://sso.example.com/login?state=planted-secret",
        "",
        "302, which leads to https://sso.example.com, perhaps to a login page. Elasticsearch:Urls needs an address that leads to the REST API without one"
    )]
    [InlineData(
        "HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1:9243/_search",
        "",
        "301, which leads to https://127.0.0.1:9243: write https:// in Elasticsearch:Urls"
    )]
    [InlineData(
        "HTTP/1.1 302 Found\r\nLocation: /login?next=planted-secret",
        "",
        "302, which leads to /login, perhaps to a login page. Elasticsearch:Urls needs an address that leads to the REST API without one"
    )]
    [InlineData(
        "HTTP/1.1 302 Found\r\nLocation: /spaces/enter\r\nkbn-name: kibana",
        "",
        "this is Kibana: Elasticsearch:Urls needs the address of Elasticsearch, by default on port 9200"
    )]
    [InlineData(
        "HTTP/1.1 407 Proxy Authentication Required",
        "",
        "a proxy demands a login (407), which Elasticsearch:Proxy cannot give: let this machine through without one"
    )]
    public async Task An_answer_that_is_not_from_Elasticsearch(string head, string body, string told)
    {
        await using var server = RawServer.Answering(
            $"{head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"
        );

        Assert.Equal(
            $"GET /_search was not answered by Elasticsearch at {server.Url()}: {told}",
            await TestClient.TroubleAsync(TestClient.Settings(server.Url()))
        );
    }

    private static async Task<string> RefusedAsync(ElasticsearchSettings credentials)
    {
        const string body =
            """{"error":{"type":"security_exception","reason":"unable to authenticate"},"status":401}""";
        await using var server = RawServer.Answering(
            $"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
        );
        return await TestClient.TroubleAsync(
            new()
            {
                Urls = [server.Url()],
                ApiKey = credentials.ApiKey,
                Username = credentials.Username,
                Password = credentials.Password,
                Retries = 1,
                RetryDelay = TimeSpan.Zero,
            }
        );
    }
}
