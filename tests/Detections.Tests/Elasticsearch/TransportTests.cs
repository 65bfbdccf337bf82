using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Detections.Settings;
using Detections.Tests.Settings;

namespace Detections.Tests.Elasticsearch;

/// <summary>The ways to a cluster: through a proxy, below a path, with a certificate of one's own.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task A_client_certificate_is_shown_where_it_is_asked_for()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        using var own = TestCertificates.Issue(authority, "detections");
        await using var server = RawServer.Secure(certificate, authority, trustedClients: authority);

        Assert.Equal(
            "{}",
            await AnswerAsync(
                new()
                {
                    Urls = [server.Url("https", "localhost")],
                    Authorities = [authority],
                    ClientCertificate = own,
                }
            )
        );
    }

    /// <summary>What a company's authority hands out: the root issues an authority, and that issues the certificate.</summary>
    [Fact]
    public async Task The_intermediates_of_a_client_certificate_are_shown_to_a_server_that_trusts_the_root()
    {
        using var root = TestCertificates.Authority();
        using var intermediate = TestCertificates.Authority(root, "Issuing CA");
        using var certificate = TestCertificates.Issue(root, "localhost");
        using var own = TestCertificates.Issue(intermediate, "detections");
        using var key = own.GetECDsaPrivateKey()!;
        await using var server = RawServer.Secure(certificate, root, trustedClients: root);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file,
                $"{own.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n",
                TestContext.Current.CancellationToken
            );
            var read = new SettingsReader(
                ConfigurationText.Json("{}", ("Elasticsearch__ClientCertificateFile", file)),
                new()
            ).Read();

            Assert.Equal(
                "{}",
                await AnswerAsync(
                    read.Elasticsearch with
                    {
                        Urls = [server.Url("https", "localhost")],
                        Authorities = [root],
                    }
                )
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Plain_HTTP_goes_through_the_proxy_with_its_whole_address_and_path()
    {
        await using var proxy = RawServer.Start(
            async (stream, stop) =>
            {
                var body = (await RawServer.ReadHeadAsync(stream, stop)).Split("\r\n")[0];
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
                    ),
                    stop
                );
            }
        );

        Assert.Equal(
            "GET http://es.example.com:9200/behind/a-path/_search HTTP/1.1",
            await AnswerAsync(new() { Urls = [new("http://es.example.com:9200/behind/a-path")], Proxy = proxy.Url() })
        );
    }

    [Fact]
    public async Task TLS_goes_through_a_tunnel_of_the_proxy_and_is_checked_against_the_cluster()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "es.example.com");
        await using var server = RawServer.Secure(certificate, authority);
        var asked = "";
        await using var proxy = RawServer.Start(
            async (stream, stop) =>
            {
                asked = (await RawServer.ReadHeadAsync(stream, stop)).Split("\r\n")[0];
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), stop);
                using var inner = new TcpClient();
                await inner.ConnectAsync("127.0.0.1", server.Port, stop);
                await Task.WhenAny(
                    stream.CopyToAsync(inner.GetStream(), stop),
                    inner.GetStream().CopyToAsync(stream, stop)
                );
            }
        );

        var answer = await AnswerAsync(
            new()
            {
                Urls = [new("https://es.example.com:9200")],
                Authorities = [authority],
                Proxy = proxy.Url(),
            }
        );

        Assert.Equal(("{}", "CONNECT es.example.com:9200 HTTP/1.1"), (answer, asked));
    }

    private static Task<string> AnswerAsync(ElasticsearchSettings settings) =>
        TestClient.AskAsync(
            settings,
            async (client, cancellationToken) =>
            {
                using var response = await client.GetAsync("_search", cancellationToken);
                return Encoding.UTF8.GetString(response.Expect().Body.Span);
            }
        );
}
