using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Commands;
using Detections.Elasticsearch;
using Detections.Embedded;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Detections.Tests.Cluster;

/// <summary>An embedded node behind a proxy, with helpers to put events in and to look at what came of them.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Stream = "logs-endpoint.events.process-default";
    public const string RuleId = "483c4daf-b0c6-49e0-adf3-0bfa93231d6b";

    private readonly IAsyncDisposable _node;
    private readonly HttpClient _http;

    private TestCluster(IAsyncDisposable node, Uri url, ClusterProxy proxy)
    {
        _node = node;
        Proxy = proxy;
        _http = new() { BaseAddress = url };
    }

    /// <summary>A moment that is past by the cluster's clock too, which tells whole seconds.</summary>
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow().AddSeconds(-3);

    public ClusterProxy Proxy { get; }

    public static async Task<TestCluster> StartAsync(EmbeddedNodeSecurity? security = null, long? maxDataSize = null)
    {
        var node = await EmbeddedNode.StartAsync(
            new() { Security = security, MaxDataSize = maxDataSize },
            TestContext.Current.CancellationToken
        );
        return await StartAsync(node, node.Url, security);
    }

    /// <param name="node">What ends with the cluster.</param>
    /// <param name="url">Where it is.</param>
    public static async Task<TestCluster> StartAsync(
        IAsyncDisposable node,
        Uri url,
        EmbeddedNodeSecurity? security = null
    )
    {
        var cluster = new TestCluster(node, url, await ClusterProxy.StartAsync(url));
        if (security is not null)
        {
            cluster._http.DefaultRequestHeaders.Authorization = Credentials.Header(
                new() { Username = security.UserName, Password = security.Password }
            );
        }

        await cluster.SendAsync(
            HttpMethod.Put,
            "_index_template/events",
            """
            {
              "index_patterns": ["logs-*", "winlogbeat-*"], "data_stream": {}, "priority": 150,
              "template": { "mappings": { "dynamic": false, "properties": {
                "@timestamp": { "type": "date" }, "event": { "properties": { "ingested": { "type": "date" } } }
              } } }
            }
            """
        );
        foreach (var stream in (string[])[Stream, "winlogbeat-8.19.0", "logs-windows.forwarded-default"])
        {
            await cluster.SendAsync(HttpMethod.Put, $"_data_stream/{stream}");
        }

        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Proxy.DisposeAsync();
        await _node.DisposeAsync();
    }

    /// <summary>A copy of the product on this cluster, with the shipped settings and rule but for what is overridden.</summary>
    public IHost CreateProduct(TimeProvider? clock = null, params (string Key, string Value)[] overrides) =>
        DetectionsHost.Create(Configure(overrides), schedule: false, logs: false, clock);

    /// <summary>The same, ready to be started and to run on its own.</summary>
    public IHost CreateScheduledProduct(params (string Key, string Value)[] overrides) =>
        DetectionsHost.Create(Configure(overrides), schedule: true, logs: false);

    public Configuration Configure(params (string Key, string Value)[] overrides)
    {
        var values = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection([
                new("Elasticsearch:Urls:0", Proxy.Url.ToString()),
                new("Elasticsearch:Retries", "1"),
                new("Elasticsearch:RetryDelay", "0s"),
            ])
            .AddInMemoryCollection(overrides.Select(o => new KeyValuePair<string, string?>(o.Key, o.Value)))
            .Build();
        var findings = new Findings();
        var read = ConfigurationReader.Read(values, findings);
        Assert.Empty(findings.Faults);
        return read!;
    }

    /// <summary>The settings of another rule beside the built-in one, in the same group.</summary>
    public static (string Key, string Value)[] Rule(string id, string query, params string[] index) =>
        [
            ($"Rules:Items:{id}:name", id),
            ($"Rules:Items:{id}:description", "A rule of the tests"),
            ($"Rules:Items:{id}:type", "eql"),
            ($"Rules:Items:{id}:query", query),
            ($"Rules:Items:{id}:from", "now-9m"),
            ($"Rules:Items:{id}:severity", "low"),
            ($"Rules:Items:{id}:risk_score", "1"),
            .. index.Select((pattern, i) => ($"Rules:Items:{id}:index:{i}", pattern)),
        ];

    public static async Task<RunReport> RunAsync(IHost product)
    {
        var generations = product.Services.GetRequiredService<Generations>();
        var group = generations.Configuration.Rules.Groups[0].Name;
        return await generations
            .RunAsync([group], TestContext.Current.CancellationToken)
            .FirstAsync(TestContext.Current.CancellationToken);
    }

    public static Configuration Configuration(IHost product) =>
        product.Services.GetRequiredService<Generations>().Configuration;

    /// <summary>What a copy of the product talks to its cluster with.</summary>
    public static T Service<T>(IHost product)
        where T : notnull =>
        product.Services.GetRequiredService<Generations>().Current.Services.GetRequiredService<T>();

    /// <summary>A process start below the Exchange UM worker; what the built-in rule looks for.</summary>
    public static JsonObject Attack(DateTimeOffset time, DateTimeOffset? ingested = null) =>
        Event(time, @"C:\Windows\System32\cmd.exe", "UMWorkerProcess.exe", ingested);

    public static JsonObject Harmless(DateTimeOffset time) =>
        Event(time, @"C:\Windows\System32\svchost.exe", "services.exe", null);

    public async Task IndexAsync(IEnumerable<JsonObject> events, string stream = Stream, bool refresh = true)
    {
        var body = new StringBuilder();
        foreach (var item in events)
        {
            body.Append("{\"create\":{}}\n").Append(item.ToJsonString()).Append('\n');
        }

        var answer = await SendAsync(HttpMethod.Post, $"{stream}/_bulk", body.ToString(), "application/x-ndjson");
        Assert.False(answer!["errors"]!.GetValue<bool>(), answer.ToJsonString());
        if (refresh)
        {
            await SendAsync(HttpMethod.Post, $"{stream}/_refresh");
        }
    }

    /// <summary>All alerts, whatever their month.</summary>
    public async Task<IReadOnlyList<JsonObject>> AlertsAsync()
    {
        var hits = await SearchAsync("detections-alerts-default", "{\"exists\":{\"field\":\"kibana.alert.uuid\"}}");
        Assert.Equal(hits.Count, hits.Select(h => h["_id"]!.GetValue<string>()).Distinct().Count());
        return hits;
    }

    public Task<IReadOnlyList<JsonObject>> NoticesAsync() =>
        SearchAsync("detections-alerts-default", "{\"term\":{\"event.action\":\"alert-limit-reached\"}}");

    public async Task<IReadOnlyList<JsonObject>> SearchAsync(string index, string query)
    {
        await SendAsync(HttpMethod.Post, $"{index}/_refresh?ignore_unavailable=true");
        var answer = await SendAsync(
            HttpMethod.Post,
            $"{index}/_search?ignore_unavailable=true",
            $$"""{"size":10000,"query":{{query}}}"""
        );
        return [.. answer!["hits"]!["hits"]!.AsArray().Select(h => h!.AsObject())];
    }

    public async Task<JsonNode?> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Event(DateTimeOffset time, string executable, string parent, DateTimeOffset? ingested) =>
        JsonSerializer
            .SerializeToNode(
                new Dictionary<string, object>
                {
                    ["@timestamp"] = Text(time),
                    ["event"] = new
                    {
                        category = new[] { "process" },
                        type = new[] { "start" },
                        kind = "event",
                        ingested = Text(ingested ?? time),
                    },
                    ["host"] = new { name = "EXCH01" },
                    ["process"] = new
                    {
                        name = executable.Split('\\')[^1],
                        executable,
                        parent = new { name = parent },
                    },
                    ["user"] = new { name = "SYSTEM" },
                }
            )!
            .AsObject();
}
