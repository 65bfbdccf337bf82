using Detections.Diagnosis;
using Detections.Elasticsearch;
using Detections.Tests.Cluster;
using Detections.Tests.Elasticsearch;

namespace Detections.Tests.Diagnosis;

/// <summary>The way to the cluster, each step against something that is really so.</summary>
public sealed class UrlCheckTests
{
    private const string Identity =
        """{"name":"n","cluster_name":"soc","cluster_uuid":"u1","version":{"number":"9.1.0"},"tagline":"You Know, for Search"}""";

    [Fact]
    public async Task A_name_that_is_not_known_is_red_and_what_needs_it_is_skipped_not_green()
    {
        var (results, reached) = await Examination.FullAsync(
            [new("http://no-such-host.invalid:9200")],
            TimeProvider.System
        );

        Assert.False(reached);
        Assert.Equal(
            [
                "red: the name of no-such-host.invalid is not known to DNS: check how it is written in Elasticsearch:Urls, and which resolver this machine uses",
            ],
            results.Of("dns")
        );
        Assert.Equal(["red: no URL leads to it -> Mend one of the URLs above"], results.Of("cluster"));
        Assert.All(
            results.Where(r => r.Id is not ("dns" or "cluster")),
            r => Assert.Equal((CheckStatus.Skipped, "not looked at, since cluster is red"), (r.Status, r.Found))
        );
        Assert.Equal(
            ["authentication", "clock", "coverage", "fields", "index", "ingest", "privileges", "source", "template"],
            results.Where(r => r.Status == CheckStatus.Skipped).Select(r => r.Id).Distinct().Order()
        );
    }

    [Fact]
    public async Task One_URL_that_is_dead_is_red_and_the_others_are_looked_at()
    {
        await using var cluster = await TestCluster.StartAsync();

        var results = await Examination.OfAsync([new("http://127.0.0.1:1"), cluster.Proxy.Url], TimeProvider.System);

        Assert.StartsWith(
            "red: nothing listens at 127.0.0.1:1 (connection refused)",
            Assert.Single(results.Of("tcp", "http://127.0.0.1:1/"))
        );
        Assert.Equal(["green: answers as Elasticsearch 9.1.0"], results.Of("http"));
        Assert.Equal(["green: Elasticsearch 9.1.0, named detections-embedded"], results.Of("cluster"));
        Assert.NotEmpty(results.Of("coverage"));
    }

    [Theory]
    [InlineData(90, "green: Tls13, CN=localhost < CN=Test CA; valid until {0}")]
    [InlineData(
        10.5,
        "amber: Tls13, CN=localhost < CN=Test CA; CN=localhost expires on {0}, in 10 days -> Renew it before that, or nothing will be detected afterwards"
    )]
    [InlineData(-0.5, "red: the certificate of localhost is not trusted: it expired on {0}: renew it on the server")]
    public async Task How_long_the_certificate_lasts(double days, string told)
    {
        using var authority = TestCertificates.Authority(expires: 100);
        using var certificate = TestCertificates.Issue(authority, "localhost", expires: days);
        await using var server = RawServer.Secure(certificate, authority, body: Identity);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);

            var results = await Examination.OfAsync(
                [server.Url("https", "localhost")],
                TimeProvider.System,
                ("Elasticsearch:CaFile", file)
            );

            Assert.Equal(
                told.Replace("{0}", CertificateTrouble.Day(certificate.NotAfter), StringComparison.Ordinal),
                Assert.Single(results.Of("tls"))
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_port_without_TLS_is_red_before_anything_is_asked()
    {
        await using var server = RawServer.Start(
            async (stream, stop) =>
            {
                await stream.ReadExactlyAsync(new byte[16], stop);
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop);
                await stream.CopyToAsync(Stream.Null, stop);
            }
        );

        var results = await Examination.OfAsync([server.Url("https")], TimeProvider.System);

        Assert.Equal(
            [
                "red: what answers on this port does not speak TLS: write http:// in Elasticsearch:Urls, or name the port that does",
            ],
            results.Of("tls")
        );
        Assert.Empty(results.Of("http"));
    }

    [Fact]
    public async Task A_page_of_a_proxy_does_not_count_as_the_cluster()
    {
        await using var server = RawServer.Answering(
            "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 26\r\nConnection: close\r\n\r\n<title>Bad Gateway</title>"
        );

        var (results, reached) = await Examination.FullAsync([server.Url()], TimeProvider.System);

        Assert.False(reached);
        Assert.Equal(
            [
                $"red: GET / was not answered by Elasticsearch at {server.Url()}: 502 with the page \"Bad Gateway\". Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between",
            ],
            results.Of("http")
        );
    }

    [Fact]
    public async Task Another_product_is_named()
    {
        const string body = """{"version":{"distribution":"opensearch","number":"2.19.1"}}""";
        await using var server = RawServer.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
        );

        var (results, reached) = await Examination.FullAsync([server.Url()], TimeProvider.System);

        Assert.True(reached);
        Assert.Equal(
            [
                "red: What answers at Elasticsearch:Urls is OpenSearch 2.19.1, which is not yet supported; Elasticsearch 7.17, 8 and 9 are",
            ],
            results.Of("cluster")
        );
    }

    [Fact]
    public async Task URLs_that_lead_to_different_clusters_are_red()
    {
        await using var one = await TestCluster.StartAsync();
        await using var other = await TestCluster.StartAsync();

        var results = await Examination.OfAsync([one.Proxy.Url, other.Proxy.Url], TimeProvider.System);

        var told = Assert.Single(results.Of("cluster"));
        Assert.StartsWith("red: the URLs lead to 2 clusters: detections-embedded (", told);
        Assert.EndsWith(" -> Elasticsearch:Urls is for the nodes of one cluster: remove those of the others", told);
    }

    [Fact]
    public async Task The_proxy_is_looked_at_where_there_is_one()
    {
        var results = await Examination.OfAsync(
            [new("https://es.example.com:9200")],
            TimeProvider.System,
            ("Elasticsearch:Proxy", "http://127.0.0.1:1")
        );

        Assert.Equal(["green: the proxy 127.0.0.1 is an address"], results.Of("dns"));
        Assert.StartsWith(
            "red: nothing listens at the proxy 127.0.0.1:1 (connection refused): check host and port in Elasticsearch:Proxy",
            Assert.Single(results.Of("tcp"))
        );
    }
}
