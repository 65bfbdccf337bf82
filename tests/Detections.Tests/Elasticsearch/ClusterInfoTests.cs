using Detections.Elasticsearch;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Elasticsearch;

public sealed class ClusterInfoTests
{
    private const string Header = "X-Elastic-Product: Elasticsearch\r\n";

    [Theory]
    [InlineData("7.17.24", "Elasticsearch 7.17.24")]
    [InlineData("8.19.0", "Elasticsearch 8.19.0")]
    [InlineData("9.2.1", "Elasticsearch 9.2.1")]
    [InlineData("9.3.0-SNAPSHOT", "Elasticsearch 9.3.0")]
    public async Task Supported_versions_are_let_pass(string number, string told)
    {
        var identity = await IdentifyAsync(200, Answer(number), Header);

        Assert.Equal((told, "soc", "u1"), (identity.ToString(), identity.Name, identity.Uuid));
        Assert.Empty(identity.Notices);
    }

    [Fact]
    public async Task A_proxy_may_strip_the_header() =>
        Assert.Equal("Elasticsearch 8.1.0", (await IdentifyAsync(200, Answer("8.1.0"), "")).ToString());

    [Fact]
    public async Task Serverless_is_said()
    {
        var identity = await IdentifyAsync(200, Answer("8.11.0", "serverless"), Header);

        Assert.Equal("Elasticsearch Serverless", identity.ToString());
        Assert.Equal(
            "The cluster is serverless: it has no index lifecycle management and no settings of shards and replicas, so these are left out, and its time is taken from the Date header of its answers",
            Assert.Single(identity.Notices)
        );
    }

    [Fact]
    public async Task A_version_of_the_future_is_said() =>
        Assert.Equal(
            "Elasticsearch 10.0.0 is newer than what this version of detections was made for (Elasticsearch 7.17, 8 and 9)",
            Assert.Single((await IdentifyAsync(200, Answer("10.0.0"), Header)).Notices)
        );

    [Fact]
    public async Task Who_may_not_ask_is_let_pass_with_a_notice() =>
        Assert.Equal(
            "The version of the cluster is not known, since the credentials lack the cluster privilege monitor",
            Assert.Single(
                (
                    await IdentifyAsync(
                        403,
                        """{"error":{"type":"security_exception","reason":"action [cluster:monitor/main] is unauthorized"}}""",
                        Header
                    )
                ).Notices
            )
        );

    [Theory]
    [InlineData(
        200,
        """{"cluster_name":"o","version":{"distribution":"opensearch","number":"2.19.1"},"tagline":"The OpenSearch Project: https://opensearch.org/"}""",
        "What answers at Elasticsearch:Urls is OpenSearch 2.19.1, which is not yet supported; Elasticsearch 7.17, 8 and 9 are"
    )]
    [InlineData(
        403,
        """{"error":{"type":"security_exception","reason":"no permissions for [cluster:monitor/main] and User [name=soc]"},"status":403}""",
        "What answers at Elasticsearch:Urls is OpenSearch, which is not yet supported; Elasticsearch 7.17, 8 and 9 are"
    )]
    [InlineData(
        200,
        """{"version":{"number":"1.0.0"},"tagline":"You know, for something"}""",
        "What answers at Elasticsearch:Urls is another product than Elasticsearch, of version 1.0.0, which is not yet supported; Elasticsearch 7.17, 8 and 9 are"
    )]
    [InlineData(
        200,
        """{"cluster_name":"old","version":{"number":"7.10.2","build_flavor":"default"},"tagline":"You Know, for Search"}""",
        "The cluster old runs Elasticsearch 7.10.2, which is too old: upgrade it, since Elasticsearch 7.17, 8 and 9 are supported"
    )]
    public async Task What_is_not_supported_is_named(int status, string body, string told)
    {
        var e = await Assert.ThrowsAsync<UnsupportedClusterException>(() => IdentifyAsync(status, body, ""));

        Assert.Equal(told, e.Message);
    }

    /// <summary>What stands in for a cluster that is away may say anything, and goes again.</summary>
    [Theory]
    [InlineData(
        200,
        "hello",
        "What answers at Elasticsearch:Urls is not Elasticsearch: GET / answered 200 with hello. Check address, port and path; Elasticsearch 7.17, 8 and 9 are supported"
    )]
    [InlineData(
        404,
        """{"ok":false,"message":"Unknown resource."}""",
        """What answers at Elasticsearch:Urls is not Elasticsearch: GET / answered 404 with {"ok":false,"message":"Unknown resource."}. Check address, port and path; Elasticsearch 7.17, 8 and 9 are supported"""
    )]
    [InlineData(
        403,
        "",
        "What answers at Elasticsearch:Urls is not Elasticsearch: GET / answered 403 with nothing. Something in between may forbid the request"
    )]
    public async Task What_is_no_Elasticsearch_at_all_may_mend_itself(int status, string body, string told)
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => IdentifyAsync(status, body, ""));

        Assert.Equal((told, true), (e.Message, e.Unreachable));
    }

    [Fact]
    public async Task Every_run_fails_with_that_sentence_when_another_product_has_taken_the_place()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        Assert.Equal(RunStatus.Succeeded, (await TestCluster.RunAsync(product)).Status);
        cluster.Proxy.Answer = async (request, context) =>
        {
            await ClusterProxy.Refuse(
                context,
                request.Path == "/" ? 200 : 400,
                request.Path == "/"
                    ? """{"version":{"distribution":"opensearch","number":"2.19.1"}}"""
                    : """{"error":{"type":"illegal_argument_exception","reason":"request contains unrecognized parameter"}}"""
            );
            return true;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, true), (report.Status, report.Unreachable));
        Assert.Equal(
            "What answers at Elasticsearch:Urls is OpenSearch 2.19.1, which is not yet supported; Elasticsearch 7.17, 8 and 9 are",
            report.Failures[0]
        );
    }

    private static string Answer(string number, string flavor = "default") =>
        $$"""{"name":"n","cluster_name":"soc","cluster_uuid":"u1","version":{"number":"{{number}}","build_flavor":"{{flavor}}"},"tagline":"You Know, for Search"}""";

    private static async Task<ClusterIdentity> IdentifyAsync(int status, string body, string headers)
    {
        await using var server = RawServer.Answering(
            $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
        );
        return await TestClient.AskAsync(
            TestClient.Settings(server.Url()),
            (client, cancellationToken) => new ClusterInfo(client).IdentifyAsync(cancellationToken)
        );
    }
}
