using Detections.Tests.Cluster;
using Detections.Tests.Commands;
using Detections.Tests.Elasticsearch;

namespace Detections.Tests.Scenarios;

/// <summary>What most often keeps a first start from working: one sentence, the same at the start and in `doctor`.</summary>
public sealed class TroubleIsToldAtTheStartTests : IDisposable
{
    private const string Identity =
        """{"name":"n","cluster_name":"soc","cluster_uuid":"u1","version":{"number":"9.1.0"},"tagline":"You Know, for Search"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_wrong_CA()
    {
        using var authority = TestCertificates.Authority("The real CA");
        using var other = TestCertificates.Authority("Another CA");
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var server = RawServer.Secure(certificate, authority, body: Identity);

        await AssertToldAsync(
            "the certificate of localhost is not trusted: it was issued by \"CN=The real CA\", whose own certificate the server does not send, while Elasticsearch:CaFile holds \"CN=Another CA\"",
            exitCode: 3,
            server.Url("https", "localhost"),
            ("Elasticsearch__CaFile", Write("ca.pem", other.ExportCertificatePem()))
        );
    }

    [Fact]
    public async Task An_expired_certificate()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost", expires: -0.5);
        await using var server = RawServer.Secure(certificate, authority, body: Identity);

        await AssertToldAsync(
            "the certificate of localhost is not trusted: it expired on ",
            exitCode: 3,
            server.Url("https", "localhost"),
            ("Elasticsearch__CaFile", Write("ca.pem", authority.ExportCertificatePem()))
        );
    }

    [Fact]
    public async Task A_wrong_key()
    {
        await using var cluster = await TestCluster.StartAsync(new("elastic", "of the tests"));

        await AssertToldAsync(
            "answered 401: the API key is not accepted, since it is wrong, expired or invalidated; create a new one and put it into Elasticsearch:ApiKey or the file of ApiKeyFile",
            exitCode: null,
            cluster.Proxy.Url,
            ("Elasticsearch__ApiKeyFile", Write("api-key", "aWQ6a2V5"))
        );
    }

    [Fact]
    public async Task A_missing_privilege()
    {
        await using var cluster = await TestCluster.StartAsync(new("elastic", "of the tests"));
        var key = await cluster.SendAsync(
            HttpMethod.Post,
            "_security/api_key",
            """{"name":"blind","role_descriptors":{"blind":{"cluster":["monitor"],"indices":[]}}}"""
        );

        await AssertToldAsync(
            """dd to the role or the API key: {"indices":[{"names":["winlogbeat-*"],"privileges":["read"]}]}""",
            exitCode: 1,
            cluster.Proxy.Url,
            ("Elasticsearch__ApiKey", key!["encoded"]!.GetValue<string>())
        );
    }

    [Fact]
    public Task An_unreachable_host() =>
        AssertToldAsync(
            "the name of no-such-host.invalid is not known to DNS: check how it is written in Elasticsearch:Urls, and which resolver this machine uses",
            exitCode: 3,
            new("http://no-such-host.invalid:9200")
        );

    [Fact]
    public async Task A_page_of_a_proxy()
    {
        await using var server = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><title>Sign in</title></html>"
        );

        await AssertToldAsync(
            "200 with the page \"Sign in\". Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between",
            exitCode: 3,
            server.Url()
        );
    }

    [Fact]
    public async Task An_index_that_is_read_only()
    {
        await using var cluster = await TestCluster.StartAsync();
        using (var first = cluster.CreateProduct())
        {
            await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
            await TestCluster.RunAsync(first);
        }

        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-alerts-default/_settings",
            """{"index.blocks.read_only_allow_delete":true}"""
        );
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);

        await AssertToldAsync("flood-stage watermark", exitCode: 1, cluster.Proxy.Url);
    }

    [Fact]
    public async Task Another_product()
    {
        await using var server = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
                + """{"version":{"distribution":"opensearch","number":"3.1.0"}}"""
        );

        await AssertToldAsync(
            "is OpenSearch 3.1.0, which is not yet supported; Elasticsearch 7.17, 8 and 9 are",
            exitCode: null,
            server.Url()
        );
    }

    private static async Task AssertToldAsync(
        string sentence,
        int? exitCode,
        Uri cluster,
        params (string Name, string Value)[] environment
    )
    {
        (string, string)[] all =
        [
            ("Elasticsearch__Urls__0", cluster.ToString()),
            ("Elasticsearch__Retries", "1"),
            ("Elasticsearch__RetryDelay", "0s"),
            .. environment,
        ];
        var start = await ChildProgram.RunAsync(["run", "--once"], environment: all);
        var doctor = await ChildProgram.RunAsync(["doctor"], environment: all);

        Assert.Contains(sentence, start.Output + start.Errors);
        Assert.Contains(
            sentence,
            string.Join(' ', doctor.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        );
        Assert.DoesNotContain("   at Detections.", start.Output + start.Errors + doctor.Output + doctor.Errors);
        if (exitCode is not null)
        {
            Assert.Equal((exitCode, exitCode), (start.ExitCode, doctor.ExitCode));
        }
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
