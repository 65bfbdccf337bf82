using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Detections.Tests.Cluster;
using Detections.Tests.Elasticsearch;

namespace Detections.Tests.Scenarios;

/// <summary>Secrets are planted wherever one can stand, everything is made to go wrong, and every output is searched for them.</summary>
public sealed class SecretsStayHiddenTests : IDisposable
{
    private const string ApiKey = "planted-api-key-7f3a";
    private const string Password = "planted-password-91bc";
    private const string KeyPassword = "planted-key-password-c0de";
    private const string Token = "planted-token-5512-of-the-tests";
    private const string Header = "planted-header-aa07";

    private const string DatabasePassword = "planted-database-password-e4d1";

    private static readonly string EncodedKey = Convert.ToBase64String(Encoding.UTF8.GetBytes($"id:{ApiKey}"));

    private static readonly string[] Secrets =
    [
        ApiKey,
        EncodedKey,
        Password,
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{Password}")),
        KeyPassword,
        Token,
        Header,
        DatabasePassword,
    ];

    private static readonly string[][] Commands =
    [
        ["run", "--once"],
        ["check"],
        ["doctor", "--output", "json"],
        ["setup"],
        ["setup", "--dry-run"],
        ["setup", "--for", "kibana-dev-tools"],
        ["search", "process where true", "--index", "logs-*"],
        ["health"],
    ];

    private static readonly (string, string)[] User =
    [
        ("Elasticsearch__Username", "elastic"),
        ("Elasticsearch__Password", Password),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="status">What the cluster, or something in front of it, answers to everything: its own words, then all that it was told.</param>
    [Theory]
    [InlineData(200, "application/json", "")]
    [InlineData(200, "text/html", "<html><title>{0}</title>{0}</html>")]
    [InlineData(200, "application/json", "{0}")]
    [InlineData(401, "application/json", """{{"error":{{"type":"security_exception","reason":"{0}"}},"status":401}}""")]
    [InlineData(403, "application/json", """{{"error":{{"type":"security_exception","reason":"{0}"}},"status":403}}""")]
    [InlineData(500, "text/plain", "{0}")]
    public async Task No_command_prints_one_and_no_request_body_holds_one(int status, string type, string body)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (_, context) =>
        {
            if (body.Length == 0)
            {
                return false;
            }

            context.Response.ContentType = type;
            await ClusterProxy.Refuse(
                context,
                status,
                string.Format(null, CompositeFormat.Parse(body), context.Request.Headers.Authorization)
            );
            return true;
        };

        var key = await KeyAsync();
        foreach (var command in Commands)
        {
            await AssertHiddenAsync(command, [.. Environment(cluster), .. key]);
        }

        foreach (var command in Commands.Where(c => c[0] is "run" or "doctor"))
        {
            await AssertHiddenAsync(command, [.. Environment(cluster), .. User]);
        }

        Assert.NotEmpty(cluster.Proxy.Requests);
        Assert.All(cluster.Proxy.Requests, r => AssertHidden("a request", r.Path + r.Body));
    }

    /// <summary>The likeliest slip: the secret itself where the path of its file belongs.</summary>
    [Theory]
    [InlineData("Elasticsearch__ApiKeyFile", ApiKey)]
    [InlineData("Elasticsearch__PasswordFile", Password)]
    [InlineData("Elasticsearch__ClientKeyPasswordFile", KeyPassword)]
    [InlineData("Http__TokenFile", Token)]
    [InlineData("Telemetry__OtlpHeadersFile", $"x-key={Header}")]
    [InlineData("Scheduler__PostgresFile", $"Host=127.0.0.1;Password={DatabasePassword}")]
    [InlineData("Scheduler__Postgres", $"postgresql://detections:{DatabasePassword}@127.0.0.1/detections")]
    [InlineData("Scheduler__Postgres", $"Hots=127.0.0.1;Password={DatabasePassword}")]
    [InlineData("Elasticsearch__Urls__0", $"http://127.0.0.1:1?apikey={ApiKey}")]
    [InlineData("Telemetry__OtlpEndpoint", $"http://127.0.0.1:1?apikey={Header}")]
    public async Task A_secret_in_the_wrong_place_is_not_printed(string key, string value)
    {
        var output = await AssertHiddenAsync(
            ["check"],
            [("Elasticsearch__Urls__0", "http://127.0.0.1:1"), (key, value)]
        );

        Assert.Contains(string.Join(':', key.Split("__").Take(2)), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_of_a_running_copy_shows_one()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (_, context) =>
        {
            await ClusterProxy.Refuse(context, 500, context.Request.Headers.Authorization.ToString());
            return true;
        };
        await using var program = RunningProgram.Start(["run"], [.. Environment(cluster), .. await KeyAsync()]);
        using var http = await program.HttpAsync();
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await program.LineAsync("failed in part or whole");
        await program.LineAsync("Firings cannot be shared");

        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics", "/", "/nothing"])
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            AssertHidden(path, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        AssertHidden("run", program.Output);
    }

    private static async Task<string> AssertHiddenAsync(string[] command, (string, string)[] environment)
    {
        await using var program = RunningProgram.Start(command, environment);
        await program.ExitAsync();
        Assert.NotEmpty(program.Output);
        AssertHidden(string.Join(' ', command), program.Output);
        return program.Output;
    }

    private static void AssertHidden(string where, string text) =>
        Assert.All(
            Secrets,
            s => Assert.False(text.Contains(s, StringComparison.Ordinal), $"{where} shows {s}: {text}")
        );

    private static (string, string)[] Environment(TestCluster cluster) =>
        [
            ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
            ("Elasticsearch__Retries", "1"),
            ("Elasticsearch__RetryDelay", "0s"),
            ("Http__Token", Token),
            ("Telemetry__OtlpEndpoint", "http://127.0.0.1:1"),
            ("Telemetry__OtlpProtocol", "http/protobuf"),
            ("Telemetry__OtlpHeaders", $"x-key={Header}"),
            ("Scheduler__Postgres", $"Host=127.0.0.1;Port=1;Username=detections;Password={DatabasePassword}"),
        ];

    private async Task<(string, string)[]> KeyAsync()
    {
        using var authority = TestCertificates.Authority();
        using var issued = TestCertificates.Issue(authority, "client");
        using var key = issued.GetECDsaPrivateKey()!;
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(
            KeyPassword,
            new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
        );
        var certificate = Path.Combine(_folder, "client.pem");
        var apiKey = Path.Combine(_folder, "api-key");
        await File.WriteAllTextAsync(certificate, $"{issued.ExportCertificatePem()}\n{encrypted}\n");
        await File.WriteAllTextAsync(apiKey, EncodedKey);
        return
        [
            ("Elasticsearch__ApiKeyFile", apiKey),
            ("Elasticsearch__ClientCertificateFile", certificate),
            ("Elasticsearch__ClientKeyPassword", KeyPassword),
        ];
    }
}
