using System.Net;
using Detections.Alerts;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>The data stream where Elastic's rule <i>External Alerts</i> finds the copies.</summary>
internal sealed class ExternalAlertStream(ElasticsearchClient client, AppSettings settings, ClusterClock clock)
{
    public string Name { get; } = ExternalAlert.Stream(settings.Alerts.Namespace);

    /// <summary>Which of these alerts it holds. An id is unique in one backing index only, so after a rollover `create` alone would not tell.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<string> alertIds,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{Name}/_search?allow_partial_search_results=false",
            JsonBody.Object(w =>
            {
                // Two copies of one alert must not push out another.
                w.WriteNumber("size", 2 * alertIds.Count);
                w.WriteBoolean("_source", false);
                w.WritePropertyName("query");
                SearchBody.WriteIds(w, alertIds);
            }),
            cancellationToken
        );
        // Not with ignore_unavailable, which would make nothing of a stream that may not be read.
        if (response.Expect(HttpStatusCode.NotFound).Status == HttpStatusCode.NotFound)
        {
            return new HashSet<string>();
        }

        using var body = response.ReadJson();
        return SearchHits.Of(body).Select(h => h.GetProperty("_id").GetString()!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Why a copy could not be made, for each of which that is so. What is refused is tried in lesser forms.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CreateAsync(
        IReadOnlyCollection<ExternalAlert> copies,
        CancellationToken cancellationToken
    )
    {
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        var pending = copies.ToList();
        while (pending.Count > 0)
        {
            var bulk = new BulkRequest(client);
            foreach (var copy in pending)
            {
                bulk.Create(Name, copy.AlertId, copy.Build(clock.GetUtcNow()));
            }

            var reduced = new List<ExternalAlert>();
            foreach (var (copy, item) in pending.Zip(await bulk.SendAsync(cancellationToken)))
            {
                // 409: another copy of this program was faster, or the answer to an earlier attempt was lost.
                if (item.Status is 200 or 201 or 409)
                {
                    continue;
                }

                if (item.Status is 400 or 413 && copy.Reduce(item.Reason) is { } lesser)
                {
                    reduced.Add(lesser);
                }
                else
                {
                    failed[copy.AlertId] = $"{item.Status} {item.Reason}";
                }
            }

            pending = reduced;
        }

        return failed;
    }
}
