using System.Text.Json;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Reads what the copies of the program did lately.</summary>
internal sealed class CopyRuns(ElasticsearchClient client, AppSettings settings)
{
    private const int PageSize = 1000;

    /// <summary>The last run of each group that ended since then.</summary>
    public async Task<IReadOnlyCollection<CopyRun>> LastAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, CopyRun>(StringComparer.Ordinal);
        var after = "";
        int count;
        do
        {
            using var response = await client.PostAsync(
                $"{RunsIndex.NameIn(settings.Alerts.Namespace)}/_search?ignore_unavailable=true",
                Search(since, after),
                cancellationToken
            );
            using var body = response.Expect().ReadJson();
            count = 0;
            foreach (var hit in SearchHits.Of(body))
            {
                var run = Read(hit.GetProperty("_source"));
                last[run.Group] = run;
                after = hit.GetProperty("sort").GetRawText();
                count++;
            }
        } while (count == PageSize);

        return last.Values;
    }

    private static ReadOnlyMemory<byte> Search(DateTimeOffset since, string after) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", PageSize);
            w.WriteStartArray("_source");
            foreach (
                var field in (string[])
                    [
                        "instance",
                        "group",
                        "finished",
                        "status",
                        "failures",
                        "watches_nothing",
                        "uncovered_seconds",
                        "queue_length",
                    ]
            )
            {
                w.WriteStringValue(field);
            }

            w.WriteEndArray();
            w.WriteStartObject("query");
            w.WriteStartObject("bool");
            w.WriteStartArray("filter");
            w.WriteStartObject();
            w.WriteStartObject("term");
            w.WriteString("kind", "run");
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartObject();
            w.WriteStartObject("range");
            w.WriteStartObject("@timestamp");
            w.WriteString("gte", Alerts.Times.Text(since));
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartArray("sort");
            foreach (var field in (string[])["@timestamp", "run_id"])
            {
                w.WriteStartObject();
                w.WriteString(field, "asc");
                w.WriteEndObject();
            }

            w.WriteEndArray();
            if (after.Length > 0)
            {
                w.WritePropertyName("search_after");
                w.WriteRawValue(after);
            }
        });

    /// <summary>Records of an older version lack some fields.</summary>
    private static CopyRun Read(JsonElement record) =>
        new(
            record.GetProperty("instance").GetString()!,
            record.GetProperty("group").GetString()!,
            record.GetProperty("finished").GetDateTimeOffset(),
            Enum.Parse<RunStatus>(record.GetProperty("status").GetString()!, ignoreCase: true),
            record.TryGetProperty("failures", out var failures)
                ? [.. failures.EnumerateArray().Select(f => f.GetString()!)]
                : [],
            record.TryGetProperty("watches_nothing", out var nothing) && nothing.GetBoolean(),
            record.TryGetProperty("uncovered_seconds", out var seconds)
                ? TimeSpan.FromSeconds(seconds.GetInt64())
                : TimeSpan.Zero,
            record.TryGetProperty("queue_length", out var length) ? length.GetInt64() : null
        );
}
