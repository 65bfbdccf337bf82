using System.Text.Json.Nodes;
using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Elasticsearch;
using Detections.Tests.Installation;

namespace Detections.Tests.Commands;

/// <summary>`detections setup` in a process of its own.</summary>
public sealed class SetupCommandTests
{
    private const string Password = "a-planted-password";

    private static readonly (string, string)[] Planted =
    [
        ("Elasticsearch__Username", "elastic"),
        ("Elasticsearch__Password", Password),
    ];

    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--for", "kibana-dev-tools")]
    [InlineData("--dry-run", "--output", "json")]
    public async Task What_is_only_printed_is_not_sent_and_holds_no_secret(params string[] arguments)
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var kibana = await KibanaServer.StartAsync();

        var (exitCode, output, errors) = await ChildProgram.RunAsync(
            ["setup", .. arguments, "--kibana", kibana.Url.ToString(), "--api-key-file", "/nowhere/key"],
            environment: [("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()), .. Planted]
        );

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Empty(cluster.Proxy.Requests);
        Assert.Empty(kibana.Requests);
        Assert.Contains("_ilm/policy/detections-alerts-default", output);
        Assert.DoesNotContain(Password, output);
    }

    [Fact]
    public async Task A_dry_run_needs_no_cluster_and_prints_every_request()
    {
        var (exitCode, output, _) = await ChildProgram.RunAsync([
            "setup",
            "--dry-run",
            "--kibana",
            "http://kibana.example.com:5601",
        ]);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("# For Elasticsearch 8.10 and later. ", output);
        var requests = output
            .Split('\n')
            .Where(l => l.StartsWith("GET ", StringComparison.Ordinal) || l.StartsWith('P'));
        Assert.Equal(
            [
                "GET /_ilm/policy/detections-alerts-default",
                "PUT /_ilm/policy/detections-alerts-default",
                "GET /_index_template/detections-alerts-default",
                "PUT /_index_template/detections-alerts-default",
                "GET /_index_template/detections-alerts-default-undated",
                "PUT /_index_template/detections-alerts-default-undated",
                "GET /detections-alerts-default-2*,detections-alerts-default-1970.01?ignore_unavailable=true",
                $"PUT /detections-alerts-default-{TimeProvider.System.GetUtcNow():yyyy.MM}",
                "PUT /detections-alerts-default-2*,detections-alerts-default-1970.01/_mapping?ignore_unavailable=true",
                "GET /detections-state-default",
                "PUT /detections-state-default",
                "GET /detections-runs-default",
                "PUT /detections-runs-default",
                "GET /_ingest/pipeline/detections-event-ingested",
                "PUT /_ingest/pipeline/detections-event-ingested",
                "GET /_security/role/detections-runtime-default",
                "PUT /_security/role/detections-runtime-default",
                "POST http://kibana.example.com:5601/api/saved_objects/_export",
                "POST http://kibana.example.com:5601/api/saved_objects/_import?overwrite=true",
            ],
            requests
        );
        Assert.Contains("{\"type\":\"index-pattern\",\"id\":\"detections-alerts-default\"", output);
    }

    [Fact]
    public async Task Kibana_may_have_a_certificate_that_this_machine_trusts_where_Elasticsearch_has_its_own()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(),
            "what the system trusts can be set by SSL_CERT_FILE on Linux alone"
        );
        using var authority = TestCertificates.Authority("Everybody's CA");
        using var other = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "localhost");
        await using var kibana = await KibanaServer.StartAsync(certificate: certificate);
        await using var cluster = await TestCluster.StartAsync();
        var directory = Directory.CreateTempSubdirectory().FullName;
        var (system, own) = (Path.Combine(directory, "system.pem"), Path.Combine(directory, "ca.pem"));
        await File.WriteAllTextAsync(system, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(own, other.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var url = new UriBuilder(kibana.Url) { Host = "localhost" }.Uri.ToString();

        var (trusted, _, _) = await SetupAsync(("SSL_CERT_FILE", system));
        var (unknown, output, _) = await SetupAsync();

        Assert.Equal(0, trusted);
        Assert.Equal(1, unknown);
        Assert.Contains($"{url} gives no answer: the certificate of localhost is not trusted", output);

        Task<(int ExitCode, string Output, string Errors)> SetupAsync(params (string, string)[] environment) =>
            ChildProgram.RunAsync(
                ["setup", "--kibana", url],
                environment:
                [
                    ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
                    ("Elasticsearch__CaFile", own),
                    .. environment,
                ]
            );
    }

    [Fact]
    public async Task What_is_printed_for_the_console_is_what_the_steps_send()
    {
        var (_, output, _) = await ChildProgram.RunAsync(["setup", "--for", "kibana-dev-tools"]);
        await using var cluster = await TestCluster.StartAsync();

        foreach (
            var (method, path, body) in ConsoleRequests(output)
                .Where(r => !r.Path.StartsWith("/_security", StringComparison.Ordinal))
        )
        {
            await cluster.SendAsync(new(method), path, body);
        }

        var results = await SetupRun.RunAsync(cluster.Configure());
        Assert.DoesNotContain(results, r => r.Outcome is not (StepOutcome.Unchanged or StepOutcome.Skipped));
    }

    [Fact]
    public async Task Each_outcome_is_one_line_and_the_second_time_there_is_nothing_to_do()
    {
        await using var cluster = await TestCluster.StartAsync(new("elastic", Password));
        await using var kibana = await KibanaServer.StartAsync();
        string[] arguments = ["setup", "--kibana", kibana.Url.ToString()];
        (string, string)[] environment = [("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()), .. Planted];

        var first = await ChildProgram.RunAsync(arguments, environment: environment);
        var second = await ChildProgram.RunAsync(arguments, environment: environment);
        var third = await ChildProgram.RunAsync([.. arguments, "--output", "json"], environment: environment);

        Assert.Equal((0, 0, 0), (first.ExitCode, second.ExitCode, third.ExitCode));
        Assert.Equal(9, first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(
            first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            l => Assert.StartsWith("created    ", l)
        );
        Assert.All(
            second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            l => Assert.Matches("^unchanged  .+: nothing to do$", l)
        );
        Assert.All(JsonNode.Parse(third.Output)!.AsArray(), r => Assert.Equal("unchanged", (string?)r!["outcome"]));
        Assert.DoesNotContain(Password, first.Output + second.Output + third.Output);
    }

    [Fact]
    public async Task What_is_refused_is_exit_code_1()
    {
        await using var cluster = await TestCluster.StartAsync();

        var (exitCode, output, _) = await ChildProgram.RunAsync(
            ["setup", "--kibana", "http://127.0.0.1:1"],
            environment: [("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())]
        );

        Assert.Equal(1, exitCode);
        Assert.Contains("refused    Kibana's data view and search: http://127.0.0.1:1/ gives no answer: ", output);
    }

    [Theory]
    [InlineData(2, "Elasticsearch:Urls is not set", "setup")]
    [InlineData(
        2,
        "--kibana is not the address of a Kibana",
        "setup",
        "--dry-run",
        "--kibana",
        "http://me:secret@kibana"
    )]
    [InlineData(2, "kibana-dev-tools", "setup", "--for", "curl")]
    public async Task What_is_asked_wrongly_is_exit_code_2(int code, string sentence, params string[] arguments)
    {
        var (exitCode, output, errors) = await ChildProgram.RunAsync(arguments);

        Assert.Equal(code, exitCode);
        Assert.DoesNotContain("secret", output + errors);
        Assert.Contains(sentence, errors);
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_exit_code_3()
    {
        var (exitCode, _, errors) = await ChildProgram.RunAsync(
            ["setup"],
            environment:
            [
                ("Elasticsearch__Urls__0", "http://127.0.0.1:1"),
                ("Elasticsearch__Retries", "1"),
                ("Elasticsearch__RetryDelay", "0s"),
            ]
        );

        Assert.Equal(3, exitCode);
        Assert.StartsWith("error: ", errors);
    }

    private static IEnumerable<(string Method, string Path, string? Body)> ConsoleRequests(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split(' ') is not [("PUT" or "POST") and var method, var path])
            {
                continue;
            }

            var body = string.Join('\n', lines.Skip(i + 1).TakeWhile(l => l.Length > 0 && l[0] is '{' or ' ' or '}'));
            yield return (method, path, body.Length == 0 ? null : body);
        }
    }
}
