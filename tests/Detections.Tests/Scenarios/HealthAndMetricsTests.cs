using System.Net;
using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>What a running copy says of itself while runs succeed, fail and succeed again.</summary>
public sealed class HealthAndMetricsTests
{
    private const string Token = "a-token-of-the-tests";
    private const string Succeeded = "detections_runs_total{group=\"10s from now-9m\",status=\"succeeded\"}";

    [Fact]
    public async Task Health_and_metrics_follow_a_run_that_succeeds_one_that_fails_and_one_that_recovers()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([
            TestCluster.Attack(TestCluster.Now.AddMinutes(-1)),
            TestCluster.Attack(TestCluster.Now.AddMinutes(-2), ingested: TestCluster.Now.AddMinutes(-1)),
        ]);
        await using var program = Start(cluster, "10s");
        using var http = await program.HttpAsync();

        await program.LineAsync("succeeded: 2 events read");
        var (ready, body) = await ReadyAsync(http, HttpStatusCode.OK);
        var metrics = await MetricsAsync(http, Succeeded, atLeast: 1);
        Assert.Equal(HttpStatusCode.OK, ready);
        Assert.Equal("healthy", body["status"]!.GetValue<string>());
        Assert.Equal(
            ["cluster", "configuration", "coverage", "rejected", "runs", "scheduler"],
            body["checks"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, metrics["detections_alerts_total{group=\"10s from now-9m\",severity=\"medium\"}"]);
        Assert.Equal(2, metrics["detections_time_to_detect_seconds_count{group=\"10s from now-9m\"}"]);
        Assert.Contains(
            metrics.Keys,
            k => k.StartsWith("detections_ingest_lag_seconds_count{", StringComparison.Ordinal)
        );
        Assert.Contains(
            metrics.Keys,
            k =>
                k.Contains(
                    "request_duration_seconds_count{operation=\"_search\",outcome=\"2xx\"}",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(metrics.Keys, k => k.StartsWith("dotnet_gc_", StringComparison.Ordinal));

        cluster.Proxy.RefuseAll();
        await program.LineAsync("failed in part or whole");
        // A run that was under way may have failed otherwise; the one after it meets nobody.
        (ready, _) = await ReadyAsync(
            http,
            HttpStatusCode.ServiceUnavailable,
            "The cluster did not answer the last run"
        );
        await MetricsAsync(http, "detections_errors_total{kind=\"unreachable\"}", atLeast: 1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Equal(HttpStatusCode.OK, (await HealthAsync(http, "/health/live")).Status);
        await MetricsAsync(http, "detections_runs_total{group=\"10s from now-9m\",status=\"failed\"}", atLeast: 1);

        var before = program.LineCount();
        cluster.Proxy.LetThrough();
        await program.LineAsync("succeeded: ", after: before);
        (ready, _) = await ReadyAsync(http, HttpStatusCode.OK);
        metrics = await MetricsAsync(http, Succeeded, atLeast: metrics[Succeeded] + 1);
        Assert.Equal(HttpStatusCode.OK, ready);
        Assert.Equal(0, metrics["detections_coverage_lag_seconds{group=\"10s from now-9m\"}"]);
    }

    [Fact]
    public async Task A_copy_that_watches_nothing_is_not_healthy()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var program = Start(
            cluster,
            "5m",
            ($"Rules__Items__{TestCluster.RuleId}__index__0", "a-*"),
            ($"Rules__Items__{TestCluster.RuleId}__index__1", "b-*"),
            ($"Rules__Items__{TestCluster.RuleId}__index__2", "c-*")
        );
        using var http = await program.HttpAsync();
        await program.LineAsync("succeeded with warnings");

        var (status, _) = await ReadyAsync(
            http,
            HttpStatusCode.ServiceUnavailable,
            "No index matches any pattern of group 5m from now-9m: nothing is being watched."
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    [Fact]
    public async Task A_token_keeps_others_out_of_every_page()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var program = Start(cluster, "5m", ("Http__Token", Token));
        using var http = await program.HttpAsync();

        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics", "/"])
        {
            http.DefaultRequestHeaders.Authorization = null;
            using var stranger = await http.GetAsync(path, TestContext.Current.CancellationToken);
            http.DefaultRequestHeaders.Authorization = new("Bearer", Token + "x");
            using var guesser = await http.GetAsync(path, TestContext.Current.CancellationToken);
            http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
            using var owner = await http.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, guesser.StatusCode);
            Assert.NotEqual(HttpStatusCode.Unauthorized, owner.StatusCode);
        }
    }

    [Fact]
    public async Task The_health_command_asks_the_running_copy()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var program = Start(cluster, "10s", ("Http__Token", Token));
        using var http = await program.HttpAsync();
        await program.LineAsync("succeeded: ");

        await using var healthy = RunningProgram.Start(
            ["health"],
            ("Http__Url", http.BaseAddress!.ToString()),
            ("Http__Token", Token)
        );
        await using var besideABadChange = RunningProgram.Start(
            ["health"],
            ("Http__Url", http.BaseAddress!.ToString()),
            ("Http__Token", Token),
            ("Sweep__PageSize", "0")
        );
        await using var misconfigured = RunningProgram.Start(["health"], ("Http__Url", "nowhere"));
        await using var nobody = RunningProgram.Start(["health"], ("Http__Url", "http://127.0.0.1:1"));
        await using var stranger = RunningProgram.Start(["health"], ("Http__Url", http.BaseAddress!.ToString()));

        Assert.Equal(0, await healthy.ExitAsync());
        Assert.Equal(0, await besideABadChange.ExitAsync());
        Assert.Equal(1, await misconfigured.ExitAsync());
        Assert.Equal(1, await nobody.ExitAsync());
        Assert.Equal(1, await stranger.ExitAsync());
        Assert.Contains("\"status\": \"healthy\"", healthy.Output);
        Assert.Contains("error: Nothing answers at http://127.0.0.1:1/health/ready", nobody.Output);
        Assert.Contains("error: http://127.0.0.1:", stranger.Output);
        Assert.Contains(
            "asks for another token: set Http:Token or Http:TokenFile as the running copy has it",
            stranger.Output
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_what_to_set()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var program = Start(cluster, "5m", ("Http__Url", cluster.Proxy.Url.ToString()));

        Assert.Equal(2, await program.ExitAsync());
        Assert.Contains($"error: Nothing can listen on {cluster.Proxy.Url}", program.Output);
        Assert.Contains("Set Http:Url to another address or port.", program.Output);
    }

    [Fact]
    public async Task An_address_that_this_machine_has_not_is_told_too()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var program = Start(cluster, "5m", ("Http__Url", "http://192.0.2.1:9639"), ("Http__Token", Token));

        Assert.Equal(2, await program.ExitAsync());
        Assert.Contains("error: Nothing can listen on http://192.0.2.1:9639/", program.Output);
        Assert.DoesNotContain("   at ", program.Output);
    }

    private static RunningProgram Start(
        TestCluster cluster,
        string interval,
        params (string Name, string Value)[] environment
    ) =>
        RunningProgram.Start(
            ["run"],
            [
                ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
                ("Elasticsearch__Retries", "1"),
                ("Elasticsearch__RetryDelay", "0s"),
                ($"Rules__Items__{TestCluster.RuleId}__interval", interval),
                .. environment,
            ]
        );

    private static async Task<(HttpStatusCode Status, JsonNode Body)> HealthAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(text)!);
    }

    /// <summary>A run is told to the log first and then to who listens, so the last word may be a moment away.</summary>
    private static async Task<(HttpStatusCode Status, JsonNode Body)> ReadyAsync(
        HttpClient http,
        HttpStatusCode expected,
        string text = ""
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            var (status, body) = await HealthAsync(http, "/health/ready");
            if (status == expected && body.ToJsonString().Contains(text, StringComparison.Ordinal))
            {
                return (status, body);
            }

            Assert.True(attempt < 1000, body.ToJsonString());

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Each series without the labels of the scope, and its value, once one of them is so high: what is scraped may be a moment old.</summary>
    private static async Task<Dictionary<string, double>> MetricsAsync(HttpClient http, string series, double atLeast)
    {
        for (var attempt = 0; ; attempt++)
        {
            var text = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            var metrics = PrometheusText.Read(text);
            if (metrics.GetValueOrDefault(series) >= atLeast)
            {
                return metrics;
            }

            Assert.True(attempt < 1000, text);

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
