using System.Net;
using System.Text.Json;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Reads the records of runs back.</summary>
internal sealed class RunRecords(ElasticsearchClient client, AppSettings settings)
{
    private const int PageSize = 2000;

    private readonly Dictionary<string, GroupHistory> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RuleHistory> _rules = new(StringComparer.Ordinal);

    /// <summary>By the name of the group.</summary>
    public IReadOnlyDictionary<string, GroupHistory> Groups => _groups;

    /// <summary>By rule_id.</summary>
    public IReadOnlyDictionary<string, RuleHistory> Rules => _rules;

    public async Task ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var after = "";
        do
        {
            using var response = await client.PostAsync(
                $"{RunsIndex.NameIn(settings.Alerts.Namespace)}/_search?ignore_unavailable=true",
                Search(since, after),
                cancellationToken
            );
            response.Expect(HttpStatusCode.NotFound);
            if (!response.IsSuccess)
            {
                return;
            }

            using var body = response.ReadJson();
            after = "";
            foreach (var hit in SearchHits.Of(body))
            {
                Read(hit.GetProperty("_source"));
                after = hit.GetProperty("sort").GetRawText();
            }
        } while (after.Length > 0);
    }

    /// <summary>The times that runs gave up, as their records tell, oldest first.</summary>
    public async Task<IReadOnlyList<(string Group, UnsearchedTime Time)>> GivenUpAsync(
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{RunsIndex.NameIn(settings.Alerts.Namespace)}/_search?ignore_unavailable=true",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", PageSize);
                w.WriteStartObject("query");
                w.WriteStartObject("range");
                w.WriteStartObject("lost_seconds");
                w.WriteNumber("gt", 0);
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteEndObject();
            }),
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            return [];
        }

        using var body = response.ReadJson();
        return
        [
            .. SearchHits
                .Of(body)
                .Select(h => h.GetProperty("_source"))
                .SelectMany(s =>
                    s.GetProperty("given_up")
                        .EnumerateArray()
                        .Select(t => (Group: s.GetProperty("group").GetString()!, Time: Read(t)))
                )
                .OrderBy(t => t.Time.Range.From),
        ];

        static UnsearchedTime Read(JsonElement time) =>
            new(
                time.GetProperty("pattern").GetString()!,
                new(time.GetProperty("gte").GetDateTimeOffset(), time.GetProperty("lt").GetDateTimeOffset()),
                time.GetProperty("rules").GetInt32()
            );
    }

    private static ReadOnlyMemory<byte> Search(DateTimeOffset since, string after) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", PageSize);
            w.WriteStartObject("query");
            w.WriteStartObject("range");
            w.WriteStartObject("@timestamp");
            w.WriteString("gte", Alerts.Times.Text(since));
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartArray("sort");
            foreach (var field in (string[])["@timestamp", "run_id", "kind", "rule_id"])
            {
                w.WriteStartObject();
                w.WriteStartObject(field);
                w.WriteString("order", "asc");
                w.WriteEndObject();
                w.WriteEndObject();
            }

            w.WriteEndArray();
            if (after.Length > 0)
            {
                w.WritePropertyName("search_after");
                w.WriteRawValue(after);
            }
        });

    private void Read(JsonElement record)
    {
        if (record.GetProperty("kind").ValueEquals("run"))
        {
            ReadRun(record);
        }
        else
        {
            ReadRule(record);
        }
    }

    private void ReadRun(JsonElement record)
    {
        _groups[record.GetProperty("group").GetString()!] = new(
            record.GetProperty("finished").GetDateTimeOffset(),
            record.GetProperty("status").GetString()!,
            [.. Texts(record, "failures"), .. Texts(record, "warnings")]
        );
        if (!record.TryGetProperty("costs", out var costs))
        {
            return;
        }

        foreach (var cost in costs.EnumerateArray())
        {
            var ruleId = cost.GetProperty("rule_id").GetString()!;
            var rule = _rules.GetValueOrDefault(ruleId, new());
            _rules[ruleId] = rule with
            {
                Cost = rule.Cost + TimeSpan.FromMicroseconds(cost.GetProperty("microseconds").GetInt64()),
                Events = rule.Events + cost.GetProperty("events").GetInt64(),
            };
        }
    }

    private void ReadRule(JsonElement record)
    {
        var ruleId = record.GetProperty("rule_id").GetString()!;
        var rule = _rules.GetValueOrDefault(ruleId, new());
        _rules[ruleId] = rule with
        {
            Matched = rule.Matched + Number(record, "matched"),
            Created = rule.Created + Number(record, "created"),
            Suppressed = rule.Suppressed + Number(record, "suppressed"),
            Excepted = rule.Excepted + Number(record, "excepted"),
            Failed = rule.Failed + Number(record, "failed"),
            Waiting = Number(record, "queue_length"),
        };
    }

    private static long Number(JsonElement record, string name) =>
        record.TryGetProperty(name, out var number) ? number.GetInt64() : 0;

    private static IEnumerable<string> Texts(JsonElement record, string name) =>
        record.TryGetProperty(name, out var texts) ? texts.EnumerateArray().Select(t => t.GetString()!) : [];
}
