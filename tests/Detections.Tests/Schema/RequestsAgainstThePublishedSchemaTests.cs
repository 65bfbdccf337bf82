using System.Diagnostics;
using System.Text.Json;
using Detections.Commands.Demo;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Diagnosis;
using Detections.Tests.Installation;

namespace Detections.Tests.Schema;

/// <summary>Client and embedded node must not agree on a mistake, so every request is held against Elastic's own description of its API.</summary>
public sealed class RequestsAgainstThePublishedSchemaTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Detections.Tests", "Schema");

    /// <summary>Every place in the product that sends a request, by what its requests look like. One that is not seen is not proven.</summary>
    private static readonly string[] Sent =
    [
        "GET /",
        "GET /_cat/health?h&format",
        "POST /_security/user/_has_privileges",
        "GET /_resolve/index/{}",
        "POST /{}/_pit?keep_alive&ignore_unavailable",
        "POST /{}/_pit?keep_alive&ignore_unavailable&allow_partial_search_results",
        "POST /_search?allow_partial_search_results",
        "DELETE /_pit",
        "GET /{}?filter_path",
        "GET /{}?expand_wildcards&filter_path",
        "GET /_cluster/health/{}",
        "PUT /{}/_alias/{}",
        "PUT /{}",
        "POST /_mget",
        "POST /_mget?_source",
        "POST /_mget?_source_includes",
        "POST /{}/_search?ignore_unavailable&allow_partial_search_results",
        "POST /_bulk",
        "POST /_bulk?refresh",
        "POST /{}/_count",
        "POST /{}/_search",
        "POST /{}/_search?allow_partial_search_results",
        "PUT /{}/_doc/{}?op_type",
        "PUT /{}/_doc/{}?if_seq_no&if_primary_term",
        "GET /{}/_doc/{}",
        "GET /_security/_authenticate",
        "GET /_security/api_key?id",
        "GET /{}/_field_caps?fields&ignore_unavailable",
        "POST /{}/_field_caps?ignore_unavailable&include_unmapped",
        "GET /{}/_mapping?ignore_unavailable&filter_path",
        "PUT /{}/_doc/{}",
        "DELETE /{}/_doc/{}",
        "PUT /_index_template/{}",
        "POST /{}/_refresh",
        "GET /_ilm/policy/{}",
        "PUT /_ilm/policy/{}",
        "GET /_index_template/{}",
        "GET /_index_template?filter_path",
        "GET /{}",
        "GET /{}?ignore_unavailable",
        "PUT /{}/_mapping",
        "PUT /{}/_settings",
        "GET /_ingest/pipeline/{}",
        "PUT /_ingest/pipeline/{}",
        "GET /_security/role/{}",
        "PUT /_security/role/{}",
        "POST /_security/api_key",
    ];

    private static readonly (string, string) Copying = ("Alerts:ExternalAlerts", "true");

    /// <summary>What follows a first segment such as `_ilm` and is no name.</summary>
    private static readonly string[] Parts = ["index", "policy", "pipeline", "role", "api_key"];

    [Fact]
    public async Task Every_request_that_the_product_sends_is_one_that_Elasticsearch_describes()
    {
        RecordedRequest[] recorded =
        [
            .. await RecordAsync(),
            .. await RecordSetupAsync(),
            .. await RecordExaminationAsync(),
        ];

        Assert.Empty(Sent.Except(recorded.Select(Shape)));
        Assert.Empty(recorded.Select(Shape).Except(Sent));
        var (exitCode, output) = await ValidateAsync(recorded);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_wrong_request_is_found()
    {
        var (exitCode, output) = await ValidateAsync([
            new("POST", "/_search?allow_partial=false", """{"sizes":1,"query":{"rango":{}}}"""),
            new("PUT", "/x", """{"mappings":{"properties":{"a":{"properties":{"b":{"type":"keywrd"}}}}}}"""),
            new("GET", "/x/_nonsense/y", null),
        ]);

        Assert.Equal(1, exitCode);
        Assert.Contains("?allow_partial: unknown parameter", output);
        Assert.Contains("unknown property sizes", output);
        Assert.Contains("unknown property rango", output);
        Assert.Contains("body.mappings.properties.a.properties.b.type: there is no \"keywrd\"", output);
        Assert.Contains("GET /x/_nonsense/y", output);
    }

    /// <summary>A run with overflow, one that drains the queue, one of a second copy under the same name, and the demo's set-up.</summary>
    private static async Task<IReadOnlyCollection<RecordedRequest>> RecordAsync()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 8).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        (string, string)[] overrides =
        [
            ($"Rules:Items:{TestCluster.RuleId}:max_signals", "5"),
            Copying,
            .. TestCluster.Rule("like", "process where true", "logs-endpoint.events.*"),
            ("Rules:Items:like:alert_suppression:group_by:0", "user.name"),
            ("Rules:Items:like:alert_suppression:duration:value", "1"),
            ("Rules:Items:like:alert_suppression:duration:unit", "h"),
        ];
        using var first = cluster.CreateProduct(overrides: overrides);
        using var second = cluster.CreateProduct(overrides: overrides);
        var lost = 0;
        cluster.Proxy.LosesAnswer = r =>
            r.Path == "/_bulk"
            && r.Body!.StartsWith("{\"create\":{\"_index\":\"detections-alerts-", StringComparison.Ordinal)
            && Interlocked.Increment(ref lost) == 1;
        await TestCluster.RunAsync(first);
        await TestCluster.RunAsync(first);
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isRefused =
                request.Path.Contains("/_pit?", StringComparison.Ordinal)
                && !request.Path.EndsWith("allow_partial_search_results=true", StringComparison.Ordinal);
            if (isRefused)
            {
                await ClusterProxy.Refuse(context, 500, """{"error":{"type":"node_disconnected_exception"}}""");
            }

            return isRefused;
        };
        await TestCluster.RunAsync(second);
        cluster.Proxy.LetThrough();

        var demo = new DemoCluster(TestCluster.Service<ElasticsearchClient>(first));
        await demo.InstallAsync(TestContext.Current.CancellationToken);
        await demo.RefreshAsync(TestContext.Current.CancellationToken);
        await demo.AlertsAsync("detections-alerts-default", "none", TestContext.Current.CancellationToken);
        return cluster.Proxy.Requests;
    }

    /// <summary>A diagnosis by an API key, on a cluster where there is something to look at.</summary>
    private static async Task<IReadOnlyCollection<RecordedRequest>> RecordExaminationAsync()
    {
        await using var cluster = await TestCluster.StartAsync(new("elastic", "of the tests"));
        var key = (await cluster.SendAsync(HttpMethod.Post, "_security/api_key", """{"name":"detections"}"""))!;
        var credentials = ("Elasticsearch:ApiKey", key["encoded"]!.GetValue<string>());
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct(overrides: credentials);
        await TestCluster.RunAsync(product);

        await Examination.OfAsync(cluster, credentials, Copying);
        return cluster.Proxy.Requests;
    }

    /// <summary>On a cluster with security, where a month of an older form has to be upgraded.</summary>
    private static async Task<IReadOnlyCollection<RecordedRequest>> RecordSetupAsync()
    {
        await using var cluster = await TestCluster.StartAsync(new("elastic", "superuser-password"));
        await cluster.SendAsync(HttpMethod.Put, "detections-alerts-default-2026.01");
        await SetupRun.RunAsync(
            cluster.Configure([
                ("Elasticsearch:Username", "elastic"),
                ("Elasticsearch:Password", "superuser-password"),
                .. TestCluster.Rule("remote", "any where true", "eu:logs-*"),
            ]),
            new SetupOptions(ApiKeyFile: Path.Combine(Directory.CreateTempSubdirectory().FullName, "api-key"))
        );
        return cluster.Proxy.Requests;
    }

    private static string Shape(RecordedRequest request)
    {
        var parts = request.Path.Split('?');
        var segments = parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = segments.Select(
            (s, i) =>
                s.StartsWith('_') || s is "user" or "health" || (i == 1 && segments[0][0] == '_' && Parts.Contains(s))
                    ? s
                    : "{}"
        );
        var query = parts.Length > 1 ? "?" + string.Join('&', parts[1].Split('&').Select(p => p.Split('=')[0])) : "";
        return $"{request.Method} /{string.Join('/', path)}{query}";
    }

    private static async Task<(int ExitCode, string Output)> ValidateAsync(IEnumerable<RecordedRequest> requests)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", "@elastic", "request-converter")),
            "Needs Node.js and the published API schema: run `npm ci` in tests/Detections.Tests/Schema"
        );
        using var node = Process.Start(
            new ProcessStartInfo("node", ["validate.mjs"])
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        foreach (var request in requests)
        {
            await node.StandardInput.WriteLineAsync(
                JsonSerializer.Serialize(
                    new
                    {
                        method = request.Method,
                        path = request.Path,
                        body = request.Body,
                    }
                )
            );
        }

        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync() + await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (node.ExitCode, output);
    }
}
