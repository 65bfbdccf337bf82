using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>Settings, rules and secrets that are changed while the program runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private const string InForce = "The changed configuration is in force";
    private const string Refused = "The changed configuration is refused, the one before stays in force.";

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_changed_rule_is_in_force_at_once_and_a_bad_change_is_refused_with_its_faults()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)]);
        var settings = Settings(cluster);
        Write("appsettings.json", settings.ToJsonString());
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        using var http = await program.HttpAsync();
        await program.LineAsync("succeeded: 2 events read, 1 matched, 0 known before, 1 alerts created");

        var seen = program.LineCount();
        settings["Sweep"] = new JsonObject { ["PageSize"] = 0 };
        settings["Queue"] = new JsonObject { ["Limit"] = -1 };
        Write("appsettings.json", settings.ToJsonString());
        var refusal = await program.LineAsync(Refused, seen);
        Assert.Contains("Sweep:PageSize is \"0\"", refusal);
        Assert.Contains("Queue:Limit is \"-1\"", refusal);
        var health = await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Contains("A changed configuration was refused: Sweep:PageSize", health);
        Assert.Contains("\"status\": \"degraded\"", health);

        seen = program.LineCount();
        Write("appsettings.json", "{ not json");
        Assert.Contains("appsettings.json is not valid JSON", await program.LineAsync(Refused, seen));

        seen = program.LineCount();
        settings.Remove("Sweep");
        settings.Remove("Queue");
        settings["Rules"]!["Items"]![TestCluster.RuleId]!["query"] = "process where true";
        Write("appsettings.json", settings.ToJsonString());
        await program.LineAsync(InForce, seen);
        await program.LineAsync("succeeded: 2 events read, 2 matched, 1 known before, 1 alerts created", seen);
        health = await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Contains("\"status\": \"healthy\"", health);
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_change_that_leaves_nothing_to_run_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync();
        var settings = Settings(cluster);
        Write("appsettings.json", settings.ToJsonString());
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        await program.LineAsync("succeeded");

        settings["Rules"]!["Items"]![TestCluster.RuleId]!["enabled"] = false;
        Write("appsettings.json", settings.ToJsonString());

        Assert.Contains("No rule is enabled, so there is nothing to run.", await program.LineAsync(Refused));
    }

    [Fact]
    public async Task A_change_to_another_product_is_refused_and_one_to_a_cluster_that_is_down_is_not()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var other = await TestCluster.StartAsync();
        other.Proxy.Answer = async (request, context) =>
        {
            await ClusterProxy.Refuse(
                context,
                request.Path == "/" ? 200 : 400,
                """{"version":{"distribution":"opensearch","number":"3.1.0"}}"""
            );
            return true;
        };
        var settings = Settings(cluster);
        Write("appsettings.json", settings.ToJsonString());
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        await program.LineAsync("succeeded");

        settings["Elasticsearch"]!["Urls"] = new JsonArray(other.Proxy.Url.ToString());
        Write("appsettings.json", settings.ToJsonString());
        Assert.Contains("OpenSearch 3.1.0, which is not yet supported", await program.LineAsync(Refused));

        settings["Elasticsearch"]!["Urls"] = new JsonArray("http://127.0.0.1:1");
        Write("appsettings.json", settings.ToJsonString());
        await program.LineAsync(InForce);
        await program.LineAsync("failed in part or whole");
    }

    [Theory]
    [InlineData(
        401,
        """{"error":{"type":"security_exception","reason":"no"},"status":401}""",
        "the API key is not accepted"
    )]
    [InlineData(200, """{"version":{"distribution":"opensearch","number":"3.1.0"}}""", "OpenSearch 3.1.0")]
    public async Task What_the_cluster_objects_to_is_tried_again_while_the_old_configuration_goes_on(
        int status,
        string body,
        string told
    )
    {
        await using var cluster = await TestCluster.StartAsync();
        var isAccepted = false;
        cluster.Proxy.Answer = async (_, context) =>
        {
            if (isAccepted || context.Request.Headers.Authorization != "ApiKey aWQ6dHdv")
            {
                return false;
            }

            await ClusterProxy.Refuse(context, status, body);
            return true;
        };
        var settings = Settings(cluster);
        settings["Rules"]!["Items"]![TestCluster.RuleId]!["interval"] = "10s";
        Write("appsettings.json", settings.ToJsonString());
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        await program.LineAsync("succeeded");

        settings["Elasticsearch"]!["ApiKey"] = "aWQ6dHdv";
        Write("appsettings.json", settings.ToJsonString());
        Assert.Contains(told, await program.LineAsync(Refused));
        await program.LineAsync("succeeded", program.LineCount());
        isAccepted = true;

        await program.LineAsync(InForce);
        Assert.Single(program.Output.Split('\n'), l => l.Contains(Refused, StringComparison.Ordinal));
        Assert.DoesNotContain("failed in part or whole", program.Output);
    }

    [Fact]
    public async Task A_group_that_is_taken_out_is_no_longer_measured_and_one_that_comes_has_its_time()
    {
        await using var cluster = await TestCluster.StartAsync();
        var settings = Settings(cluster);
        Write("appsettings.json", settings.ToJsonString());
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        using var http = await program.HttpAsync();
        await program.LineAsync("Run of 5m from now-9m succeeded");

        settings["Rules"]!["Items"]![TestCluster.RuleId]!["interval"] = "1h";
        settings["Rules"]!["Items"]![TestCluster.RuleId]!["from"] = "now-65m";
        Write("appsettings.json", settings.ToJsonString());
        await program.LineAsync("Run of 1h from now-65m succeeded");
        var seen = program.LineCount();
        Write("appsettings.json", settings.ToJsonString() + "\n");
        await program.LineAsync(InForce, seen);

        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            metrics.Split('\n'),
            l =>
                l.StartsWith("detections_coverage_lag", StringComparison.Ordinal)
                && l.Contains("5m from", StringComparison.Ordinal)
        );
        Assert.Contains(
            metrics.Split('\n'),
            l =>
                l.StartsWith("detections_run_last_success", StringComparison.Ordinal)
                && l.Contains("1h from", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_start_on_another_product_ends_with_a_sentence()
    {
        await using var other = await TestCluster.StartAsync();
        other.Proxy.Answer = async (request, context) =>
        {
            await ClusterProxy.Refuse(
                context,
                request.Path == "/" ? 200 : 400,
                """{"version":{"distribution":"opensearch","number":"3.1.0"}}"""
            );
            return true;
        };
        await using var service = RunningProgram.Start(["run"], ("Elasticsearch__Urls__0", other.Proxy.Url.ToString()));
        await using var once = RunningProgram.Start(
            ["run", "--once"],
            ("Elasticsearch__Urls__0", other.Proxy.Url.ToString())
        );

        Assert.Equal(2, await service.ExitAsync());
        Assert.Equal(2, await once.ExitAsync());
        const string Sentence =
            "error: What answers at Elasticsearch:Urls is OpenSearch 3.1.0, which is not yet supported; Elasticsearch 7.17, 8 and 9 are";
        Assert.Contains(Sentence, service.Output);
        Assert.Contains(Sentence, once.Output);
    }

    [Fact]
    public async Task A_rule_file_that_breaks_leaves_its_rule_as_it_was_and_a_burst_of_writes_is_one_change()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)]);
        var settings = Settings(cluster);
        settings["Rules"]!["Items"] = new JsonObject();
        settings["Rules"]!["Files"] = new JsonArray("rules");
        Write("appsettings.json", settings.ToJsonString());
        Write("rules/a.toml", RuleFile("a", "process where true"));
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        await program.LineAsync("succeeded: 2 events read, 2 matched, 0 known before, 2 alerts created");

        var seen = program.LineCount();
        Write("rules/a.toml", RuleFile("a", "process where"));
        Assert.Contains("a.toml:", await program.LineAsync("a part of a rule file is set aside", seen));
        Assert.Contains(
            "The rule \"a\" runs on as it was before this mistake.",
            await program.LineAsync("In the changed configuration:", seen)
        );
        await program.LineAsync($"{InForce}: 1 rules in 1 groups", seen);

        seen = program.LineCount();
        for (var rule = 0; rule < 50; rule++)
        {
            Write($"rules/{rule}.toml", RuleFile($"r{rule}", "process where true"));
        }

        File.Delete(Path.Combine(_folder, "rules", "a.toml"));
        await program.LineAsync($"{InForce}: 50 rules in 1 groups", seen);
        await program.LineAsync("succeeded", seen);

        Assert.Equal(2, program.Output.Split('\n').Count(l => l.Contains(InForce, StringComparison.Ordinal)));
        Assert.Single(program.Output.Split('\n'), l => l.Contains("is set aside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_while_a_run_goes_on_changes_nothing_in_that_run()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now), TestCluster.Harmless(TestCluster.Now)]);
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Proxy.Answer = async (request, _) =>
        {
            if (request.Path.StartsWith("/_search", StringComparison.Ordinal))
            {
                reading.TrySetResult();
                await mayRead.Task;
            }

            return false;
        };
        var settings = Settings(cluster);
        settings["Elasticsearch"]!["RequestTimeout"] = "5m";
        settings["Rules"]!["Items"] = new JsonObject();
        settings["Rules"]!["Files"] = new JsonArray("rules/*.toml");
        Write("appsettings.json", settings.ToJsonString());
        Write("rules/a.toml", RuleFile("a", "process where true"));
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        try
        {
            await reading.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Write("rules/a.toml", RuleFile("a", "process where process.name == \"never\""));
            await program.LineAsync(InForce);
            Assert.DoesNotContain("events read", program.Output);
        }
        finally
        {
            mayRead.SetResult();
        }

        await program.LineAsync("succeeded: 2 events read, 2 matched, 0 known before, 2 alerts created");
        await program.LineAsync(" 0 matched", program.LineCount());
    }

    private static string RuleFile(string id, string query) =>
        $"""
            [rule]
            rule_id = "{id}"
            name = "{id}"
            description = "D"
            type = "eql"
            query = '{query}'
            index = ["logs-*", "winlogbeat-*"]
            severity = "low"
            risk_score = 1
            interval = "10s"
            from = "now-9m"
            """;

    /// <summary>Kubernetes turns one link, and every file of the mount has another content.</summary>
    [Fact]
    public async Task Files_behind_links_that_are_turned_are_seen_the_key_among_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs symbolic links as Kubernetes makes them");
        await using var cluster = await TestCluster.StartAsync();
        var accepted = "aWQ6b25l";
        cluster.Proxy.Answer = async (_, context) =>
        {
            if (context.Request.Headers.Authorization == $"ApiKey {accepted}")
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                401,
                """{"error":{"type":"security_exception","reason":"no"},"status":401}"""
            );
            return true;
        };
        var settings = Settings(cluster);
        settings["Elasticsearch"]!["ApiKeyFile"] = Path.Combine(_folder, "api-key");
        settings["Rules"]!["Items"]![TestCluster.RuleId]!["interval"] = "10s";
        Write("..1/appsettings.json", settings.ToJsonString());
        Write("..1/api-key", "aWQ6b25l\n");
        Write("..2/appsettings.json", settings.ToJsonString());
        Write("..2/api-key", "aWQ6dHdv\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..1");
        File.CreateSymbolicLink(Path.Combine(_folder, "appsettings.json"), "..data/appsettings.json");
        File.CreateSymbolicLink(Path.Combine(_folder, "api-key"), "..data/api-key");
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        using var http = await program.HttpAsync();
        await program.LineAsync("succeeded");

        accepted = "aWQ6dHdv";
        await program.LineAsync("failed in part or whole");
        var seen = program.LineCount();
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..next"), "..2");
        Directory.Move(Path.Combine(_folder, "..data"), Path.Combine(_folder, "..old"));
        Directory.Move(Path.Combine(_folder, "..next"), Path.Combine(_folder, "..data"));

        await program.LineAsync(InForce, seen);
        await program.LineAsync("succeeded", seen);
        using var health = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private static JsonObject Settings(TestCluster cluster)
    {
        var settings = JsonNode
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")))!
            .AsObject();
        settings["Elasticsearch"] = JsonSerializer.SerializeToNode(
            new
            {
                Urls = new[] { cluster.Proxy.Url },
                Retries = 1,
                RetryDelay = "0s",
            }
        );
        return settings;
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
