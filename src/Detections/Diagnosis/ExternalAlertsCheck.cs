using System.IO.Enumeration;
using System.Net;
using System.Text.Json;
using Detections.Elasticsearch;

namespace Detections.Diagnosis;

/// <summary>Whether the cluster makes a data stream of what the copies of alerts are written to.</summary>
internal sealed class ExternalAlertsCheck(ElasticsearchClient client, string stream)
{
    private const string Id = "external-alerts";

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(
            "_index_template?filter_path=index_templates.name,index_templates.index_template.index_patterns,index_templates.index_template.priority,index_templates.index_template.data_stream",
            cancellationToken
        );
        if (response.Expect(HttpStatusCode.Forbidden).Status == HttpStatusCode.Forbidden)
        {
            // Before 8.0 it takes more than the privilege monitor.
            return [CheckResult.Skipped(Id, stream, "these credentials may not see the index templates")];
        }

        using var body = response.ReadJson();
        IEnumerable<JsonElement> templates = body.RootElement.TryGetProperty("index_templates", out var all)
            ? all.EnumerateArray()
            : [];
        var chosen = templates
            .Where(t => IsFor(t.GetProperty("index_template")))
            .OrderByDescending(t => PriorityOf(t.GetProperty("index_template")))
            .FirstOrDefault();
        if (chosen.ValueKind == JsonValueKind.Undefined)
        {
            return [Amber("no index template matches it")];
        }

        var name = chosen.GetProperty("name").GetString();
        return
        [
            chosen.GetProperty("index_template").TryGetProperty("data_stream", out _)
                ? CheckResult.Green(Id, stream, $"a data stream by the index template {name}")
                : Amber($"the index template {name} matches it and does not make data streams"),
        ];
    }

    private CheckResult Amber(string found) =>
        CheckResult.Amber(
            Id,
            stream,
            $"{found}, so the copies of alerts would go to an ordinary index that never rolls over and has no fitting mapping",
            "Enable Elastic's own templates (stack.templates.enabled: true), or install an index template for logs-*-* with data_stream"
        );

    private bool IsFor(JsonElement template) =>
        template.TryGetProperty("index_patterns", out var patterns)
        && patterns
            .EnumerateArray()
            .Any(p => FileSystemName.MatchesSimpleExpression(p.GetString(), stream, ignoreCase: false));

    private static long PriorityOf(JsonElement template) =>
        template.TryGetProperty("priority", out var priority) ? priority.GetInt64() : 0;
}
