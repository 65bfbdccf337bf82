using System.Security.Cryptography.X509Certificates;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Tests.Elasticsearch;

/// <summary>What an operator reads when no answer comes, each against a server with just that trouble.</summary>
public sealed class ConnectionTroubleTests
{
    private const string Start = "GET /_search got no answer from ";

    [Fact]
    public async Task A_name_that_DNS_does_not_know() =>
        Assert.Equal(
            Start
                + "http://no-such-host.invalid:9200/: the name of no-such-host.invalid is not known to DNS: check how it is written in Elasticsearch:Urls, and which resolver this machine uses",
            await TestClient.TroubleAsync(TestClient.Settings(new Uri("http://no-such-host.invalid:9200")))
        );

    [Fact]
    public async Task A_port_where_nothing_listens() =>
        Assert.Equal(
            Start
                + "http://127.0.0.1:1/: nothing listens at 127.0.0.1:1 (connection refused): check host and port in Elasticsearch:Urls, that it runs, and that it listens to more than its own loopback (network.host)",
            await TestClient.TroubleAsync(TestClient.Settings(new Uri("http://127.0.0.1:1")))
        );

    [Fact]
    public async Task A_server_that_never_answers()
    {
        await using var server = RawServer.Start(
            (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
        );

        Assert.Equal(
            $"{Start}{server.Url()}: no answer within 0.3 s: a firewall may swallow the packets, or the cluster is overloaded (Elasticsearch:RequestTimeout is how long to wait)",
            await TestClient.TroubleAsync(
                new()
                {
                    Urls = [server.Url()],
                    Retries = 1,
                    RetryDelay = TimeSpan.Zero,
                    RequestTimeout = TimeSpan.FromMilliseconds(300),
                }
            )
        );
    }

    [Fact]
    public async Task With_several_URLs_each_trouble_is_told()
    {
        await using var html = RawServer.Answering(
            "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        await using var closing = RawServer.Start(RawServer.ReadHeadAsync);

        Assert.Equal(
            $"GET /_search got no answer. {html.Url()}: it answered 503. http://127.0.0.1:1/: nothing listens at 127.0.0.1:1 (connection refused): check host and port in Elasticsearch:Urls, that it runs, and that it listens to more than its own loopback (network.host). {closing.Url()}: the connection was closed before an answer came, which a port does that expects TLS: write https:// in Elasticsearch:Urls",
            await TestClient.TroubleAsync(
                new()
                {
                    Urls = [html.Url(), new("http://127.0.0.1:1"), closing.Url()],
                    Retries = 2,
                    RetryDelay = TimeSpan.Zero,
                }
            )
        );
    }

    [Fact]
    public async Task Plain_HTTP_to_a_port_that_expects_TLS()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = RawServer.Secure(certificate, authority);

        Assert.Equal(
            $"{Start}{server.Url()}: the connection was closed before an answer came, which a port does that expects TLS: write https:// in Elasticsearch:Urls",
            await TestClient.TroubleAsync(TestClient.Settings(server.Url()))
        );
    }

    [Fact]
    public async Task TLS_to_a_port_that_speaks_plain_HTTP()
    {
        await using var server = RawServer.Start(
            async (stream, stop) =>
            {
                await stream.ReadExactlyAsync(new byte[16], stop);
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop);
                await stream.CopyToAsync(Stream.Null, stop);
            }
        );

        Assert.Equal(
            $"{Start}{server.Url("https")}: what answers on this port does not speak TLS: write http:// in Elasticsearch:Urls, or name the port that does",
            await TestClient.TroubleAsync(TestClient.Settings(server.Url("https")))
        );
    }

    [Fact]
    public async Task A_port_that_speaks_something_else()
    {
        await using var server = RawServer.Answering("This is not an HTTP port\r\n\r\n");

        Assert.Equal(
            $"{Start}{server.Url()}: what listens there does not speak HTTP: check the port in Elasticsearch:Urls (9200 is for HTTP, 9300 only for the nodes among themselves)",
            await TestClient.TroubleAsync(TestClient.Settings(server.Url()))
        );
    }

    [Fact]
    public async Task A_certificate_of_an_authority_that_is_not_the_one_in_the_CA_file()
    {
        using var authority = TestCertificates.Authority("The real CA");
        using var other = TestCertificates.Authority("Another CA");
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = RawServer.Secure(certificate, authority);

        Assert.Equal(
            $"{Start}{server.Url("https", "localhost")}: the certificate of localhost is not trusted: it was issued by \"CN=The real CA\", whose own certificate the server does not send, while Elasticsearch:CaFile holds \"CN=Another CA\" with {TestCertificates.Fingerprint(other)}. Set Elasticsearch:CaFile to the authority of this server (http_ca.crt in config/certs of a node, or that of the proxy before it)",
            await TroubleAsync(server, other)
        );
    }

    [Fact]
    public async Task A_chain_that_ends_in_another_authority_is_told_with_its_fingerprint()
    {
        using var itself = TestCertificates.Authority("localhost");
        using var other = TestCertificates.Authority("Another CA");
        await using var server = RawServer.Secure(itself, itself);

        Assert.EndsWith(
            $": the certificate of localhost is not trusted: its chain ends in \"CN=localhost\" with the SHA-256 fingerprint {TestCertificates.Fingerprint(itself)}, while Elasticsearch:CaFile holds \"CN=Another CA\" with {TestCertificates.Fingerprint(other)}. Set Elasticsearch:CaFile to the authority of this server (http_ca.crt in config/certs of a node, or that of the proxy before it), or Elasticsearch:CaFingerprint to that fingerprint once it is confirmed there",
            await TroubleAsync(server, other)
        );
    }

    [Fact]
    public async Task A_certificate_whose_fingerprint_is_another()
    {
        using var itself = TestCertificates.Authority("localhost");
        await using var server = RawServer.Secure(itself, itself);
        var pin = new string('A', 64);

        var trouble = await TestClient.TroubleAsync(
            new()
            {
                Urls = [server.Url("https", "localhost")],
                CaFingerprint = pin,
                Retries = 1,
                RetryDelay = TimeSpan.Zero,
            }
        );

        Assert.Contains(
            $"with the SHA-256 fingerprint {TestCertificates.Fingerprint(itself)}, while Elasticsearch:CaFingerprint is {pin}. Set",
            trouble
        );
    }

    [Fact]
    public async Task A_certificate_that_nothing_says_to_trust()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = RawServer.Secure(certificate, authority);

        Assert.Contains(
            "while neither this system nor Elasticsearch:CaFile or CaFingerprint says to trust that. Set",
            await TroubleAsync(server)
        );
    }

    [Fact]
    public async Task A_certificate_that_has_expired()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost", expires: -0.5);
        await using var server = RawServer.Secure(certificate, authority);

        Assert.EndsWith(
            $": the certificate of localhost is not trusted: it expired on {CertificateTrouble.Day(certificate.NotAfter)}: renew it on the server",
            await TroubleAsync(server, authority)
        );
    }

    [Fact]
    public async Task A_certificate_that_is_not_yet_valid()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost", starts: 0.5);
        await using var server = RawServer.Secure(certificate, authority);

        Assert.Contains(
            $": the certificate of localhost is not trusted: it is not valid before {CertificateTrouble.Day(certificate.NotBefore)}, and here it is ",
            await TroubleAsync(server, authority)
        );
    }

    [Fact]
    public async Task A_certificate_for_another_name()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "es01.example.com");
        await using var server = RawServer.Secure(certificate, authority);

        Assert.EndsWith(
            ": the certificate of localhost is not trusted: it is made out for es01.example.com and not for localhost: use such a name in Elasticsearch:Urls, or have the certificate issued for localhost too",
            await TroubleAsync(server, authority)
        );
    }

    [Fact]
    public async Task A_server_that_demands_a_client_certificate()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = RawServer.Secure(certificate, authority, trustedClients: authority);

        Assert.EndsWith(
            ": the server demands a client certificate: set Elasticsearch:ClientCertificateFile and ClientKeyFile to one that its operator issued",
            await TroubleAsync(server, authority)
        );
    }

    [Theory]
    [InlineData(116, "the server demands a client certificate: set Elasticsearch:ClientCertificateFile")]
    [InlineData(42, "the server refuses our client certificate (alert bad certificate): set Elasticsearch:Client")]
    [InlineData(48, "the server refuses our client certificate (alert unknown ca): set Elasticsearch:Client")]
    [InlineData(45, "the server refuses our client certificate (alert certificate expired): renew Elasticsearch:")]
    [InlineData(40, "the server ended the TLS handshake (alert handshake failure): it may demand a TLS version")]
    [InlineData(70, "the server ended the TLS handshake (alert protocol version): it may demand a TLS version")]
    public async Task A_server_that_ends_the_handshake_with_an_alert(byte alert, string told)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs OpenSSL, whose words tell which alert it was");
        await using var server = RawServer.Start(
            async (stream, stop) =>
            {
                await stream.ReadExactlyAsync(new byte[16], stop);
                await stream.WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, alert }, stop);
                await stream.CopyToAsync(Stream.Null, stop);
            }
        );

        Assert.Contains(told, await TestClient.TroubleAsync(TestClient.Settings(server.Url("https"))));
    }

    [Theory]
    [InlineData(
        "https",
        407,
        "demands a login (407), which Elasticsearch:Proxy cannot give: let this machine through without one"
    )]
    [InlineData(
        "https",
        403,
        "lets nothing through to it and answered 403: allow the address there, or go without the proxy (Elasticsearch:Proxy)"
    )]
    public async Task A_proxy_that_refuses_the_way(string scheme, int status, string told)
    {
        await using var proxy = RawServer.Answering(
            $"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );

        Assert.Equal(
            $"{Start}{scheme}://es.example.com:9200/: the proxy http://127.0.0.1:{proxy.Port} {told}",
            await TestClient.TroubleAsync(Through(proxy.Url(), new($"{scheme}://es.example.com:9200")))
        );
    }

    [Theory]
    [InlineData(
        "http://127.0.0.1:1",
        "nothing listens at the proxy 127.0.0.1:1 (connection refused): check host and port in Elasticsearch:Proxy"
    )]
    [InlineData(
        "http://no-such-proxy.invalid:3128",
        "the name of the proxy no-such-proxy.invalid is not known to DNS: check how it is written in Elasticsearch:Proxy"
    )]
    public async Task A_proxy_that_is_not_there(string proxy, string told) =>
        Assert.Contains(told, await TestClient.TroubleAsync(Through(new(proxy), new("https://es.example.com:9200"))));

    private static ElasticsearchSettings Through(Uri proxy, Uri url) =>
        new()
        {
            Urls = [url],
            Proxy = proxy,
            Retries = 1,
            RetryDelay = TimeSpan.Zero,
        };

    private static Task<string> TroubleAsync(RawServer server, params X509Certificate2[] authorities) =>
        TestClient.TroubleAsync(
            new()
            {
                Urls = [server.Url("https", "localhost")],
                Authorities = authorities.Length == 0 ? null : [.. authorities],
                Retries = 1,
                RetryDelay = TimeSpan.Zero,
            }
        );
}
