using System.Text.Json;
using Detections.Elasticsearch;

namespace Detections.Commands.Demo;

/// <summary>Puts the sample telemetry into the embedded node the way shippers do: data streams by template, then bulk.</summary>
internal sealed class DemoCluster(ElasticsearchClient client)
{
    private static readonly string[] Patterns = ["logs-endpoint.events.*", "logs-windows.*", "winlogbeat-*"];

    private static readonly string[] Keywords =
    [
        "event.action",
        "event.category",
        "event.kind",
        "event.type",
        "host.name",
        "process.executable",
        "process.name",
        "process.parent.executable",
        "process.parent.name",
        "user.name",
    ];

    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        using var response = await client.PutAsync(
            "_index_template/demo-telemetry",
            JsonBody.Object(w =>
            {
                w.WriteStartArray("index_patterns");
                foreach (var pattern in Patterns)
                {
                    w.WriteStringValue(pattern);
                }

                w.WriteEndArray();
                w.WriteStartObject("data_stream");
                w.WriteEndObject();
                w.WriteNumber("priority", 200);
                w.WriteStartObject("template");
                w.WriteStartObject("mappings");
                w.WriteBoolean("dynamic", false);
                w.WriteStartObject("properties");
                WriteField(w, "@timestamp", "date");
                WriteField(w, "event.ingested", "date");
                foreach (var keyword in Keywords)
                {
                    WriteField(w, keyword, "keyword");
                }

                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteEndObject();
            }),
            cancellationToken
        );
        response.Expect();
    }

    public async Task SendAsync(IEnumerable<DemoEvent> events, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client);
        foreach (var demoEvent in events)
        {
            bulk.Create(
                demoEvent.DataStream,
                Guid.NewGuid().ToString("N"),
                JsonSerializer.SerializeToUtf8Bytes(demoEvent.Document)
            );
        }

        foreach (var item in (await bulk.SendAsync(cancellationToken)).Where(i => i.Status >= 400))
        {
            throw new ElasticsearchException($"The node refused a sample event: {item.Reason}");
        }
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync($"{IndexPath.Of(Patterns)}/_refresh", default, cancellationToken);
        response.Expect();
    }

    /// <summary>The alerts of one run, oldest event first.</summary>
    public async Task<IReadOnlyList<DemoAlert>> AlertsAsync(
        string alias,
        string runId,
        CancellationToken cancellationToken
    )
    {
        using var refreshed = await client.PostAsync($"{alias}/_refresh", default, cancellationToken);
        using var response = await client.PostAsync(
            $"{alias}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", 100);
                w.WriteStartObject("query");
                w.WriteStartObject("bool");
                w.WriteStartArray("filter");
                w.WriteStartObject();
                w.WriteStartObject("term");
                w.WriteString("kibana.alert.rule.execution.uuid", runId);
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteStartObject();
                w.WriteStartObject("exists");
                w.WriteString("field", "kibana.alert.uuid");
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteEndArray();
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteStartArray("sort");
                w.WriteStartObject();
                w.WriteString("kibana.alert.original_time", "asc");
                w.WriteEndObject();
                w.WriteEndArray();
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return
        [
            .. SearchHits
                .Of(body)
                .Select(hit => DemoAlert.Read(hit.GetProperty("_index").GetString()!, hit.GetProperty("_source"))),
        ];
    }

    private static void WriteField(Utf8JsonWriter w, string name, string type)
    {
        w.WriteStartObject(name);
        w.WriteString("type", type);
        w.WriteEndObject();
    }
}
