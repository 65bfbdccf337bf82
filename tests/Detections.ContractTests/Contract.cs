using System.Text.Json.Nodes;
using Detections.ContractTests.Targets;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detections.ContractTests;

/// <summary>
/// The product on a target, under a namespace of its own. Everything that is made carries that namespace in its name, and is removed
/// at the end.
/// </summary>
internal sealed class Contract : IAsyncDisposable
{
    private readonly List<ServiceProvider> _copies = [];

    private Contract(Target target, string ownNamespace)
    {
        Target = target;
        Namespace = ownNamespace;
        Configuration = Configure();
        Services = Copy(Configuration);
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Target Target { get; }

    public string Namespace { get; }

    public string Pattern => $"contract-{Namespace}-*";

    public string Stream => $"contract-{Namespace}-events";

    /// <summary>For the one user, and role, whose privileges a test chooses.</summary>
    public string UserName => $"contract-{Namespace}";

    public Configuration Configuration { get; }

    public ServiceProvider Services { get; }

    public RuleGroup Group => Configuration.Rules.Groups[0];

    public Rule Rule => Configuration.Rules.Rules[0];

    public ElasticsearchClient Client => Get<ElasticsearchClient>();

    public static async Task<Contract> BeginAsync(TargetSet targets, string name)
    {
        var contract = new Contract(await targets.OpenAsync(name), $"t{Guid.NewGuid():N}"[..14]);
        await contract.SendAsync(
            $"PUT /_index_template/contract-{contract.Namespace}",
            $$$"""
            {
              "index_patterns": ["{{{contract.Pattern}}}"], "data_stream": {}, "priority": 900,
              "template": {
                "settings": { "number_of_replicas": 0 },
                "mappings": { "dynamic": false, "properties": {
                  "@timestamp": { "type": "date" },
                  "event": { "properties": { "ingested": { "type": "date" }, "category": { "type": "keyword" } } },
                  "process": { "properties": { "name": { "type": "keyword" }, "pid": { "type": "long" } } }
                } }
              }
            }
            """
        );
        return contract;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Another copy of the product on the same target.</summary>
    public ServiceProvider Copy(Configuration configuration)
    {
        var copy = ElasticsearchServices.Create(
            configuration.Settings,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        _copies.Add(copy);
        return copy;
    }

    public Configuration Configure(params (string Key, string? Value)[] overrides)
    {
        var values = new ConfigurationBuilder()
            .AddInMemoryCollection([
                .. Target.Settings,
                new("Elasticsearch:Retries", "1"),
                new("Elasticsearch:RetryDelay", "0s"),
                new("Alerts:Namespace", Namespace),
                new("Sweep:PageSize", "10"),
                new("Runs:Instance", "one"),
                new("Rules:Items:contract:name", "A rule of the contract tests"),
                new("Rules:Items:contract:description", "Finds one process"),
                new("Rules:Items:contract:type", "eql"),
                new("Rules:Items:contract:query", "process where process.name == \"evil.exe\""),
                new("Rules:Items:contract:index:0", Pattern),
                new("Rules:Items:contract:from", "now-9m"),
                new("Rules:Items:contract:severity", "low"),
                new("Rules:Items:contract:risk_score", "1"),
            ])
            .AddInMemoryCollection(overrides.Select(o => new KeyValuePair<string, string?>(o.Key, o.Value)))
            .Build();
        var findings = new Findings();
        var read = ConfigurationReader.Read(values, findings);
        Assert.Empty(findings.Faults);
        return read!;
    }

    public Task<JsonNode> SendAsync(string line, string? body = null) => Target.SendAsync(line, body, Ct);

    /// <summary>Puts documents into the data stream, one a line, and makes them searchable.</summary>
    public async Task IndexAsync(IEnumerable<string> documents)
    {
        var lines = string.Concat(documents.Select(document => $"{{\"create\":{{}}}}\n{document}\n"));
        var answer = await SendAsync($"POST /{Stream}/_bulk?refresh=true", lines);
        Assert.False((bool)answer["errors"]!, answer.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copy in _copies)
        {
            await copy.DisposeAsync();
        }

        var found = await Target.SendAsync($"GET /_resolve/index/*{Namespace}*?expand_wildcards=all");
        foreach (var stream in found["data_streams"]!.AsArray())
        {
            await Target.SendAsync($"DELETE /_data_stream/{stream!["name"]}");
        }

        foreach (var index in found["indices"]!.AsArray().Where(index => index!["data_stream"] is null))
        {
            await Target.SendAsync($"DELETE /{index!["name"]}");
        }

        var templates = await Target.SendAsync($"GET /_index_template/*{Namespace}*");
        foreach (var template in templates["index_templates"]!.AsArray())
        {
            await Target.SendAsync($"DELETE /_index_template/{template!["name"]}");
        }

        foreach (var kind in (string[])["_ingest/pipeline", "_ilm/policy"])
        {
            // Some versions answer 404 where there is none
            var (status, all) = await Target.TrySendAsync($"GET /{kind}/*{Namespace}*");
            foreach (var name in status == 200 ? all!.AsObject().Select(one => one.Key).ToArray() : [])
            {
                await Target.SendAsync($"DELETE /{kind}/{name}");
            }
        }

        if (Target.HasSecurity)
        {
            await Target.TrySendAsync($"DELETE /_security/role/detections-runtime-{Namespace}");
            await Target.TrySendAsync($"DELETE /_security/role/{UserName}");
            await Target.TrySendAsync($"DELETE /_security/user/{UserName}");
        }

        Target.Http.Dispose();
    }
}
