using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>A frozen view of some indices, given back when done.</summary>
internal sealed class PointInTime(ElasticsearchClient client, string keepAlive, string id)
{
    /// <summary>Every answer may name a newer id.</summary>
    public string Id { get; set; } = id;

    public string KeepAlive => keepAlive;

    /// <summary>Why the view leaves something out, if it does.</summary>
    public string? Partial { get; private init; }

    /// <param name="inPart">Whether shards that do not answer may be left out, where the cluster knows how (since 8.16).</param>
    public static async Task<PointInTime> OpenAsync(
        ElasticsearchClient client,
        IEnumerable<string> patterns,
        SweepSettings settings,
        bool inPart,
        CancellationToken cancellationToken
    )
    {
        var keepAlive = $"{(long)settings.KeepAlive.TotalSeconds}s";
        using var response = await client.PostAsync(
            $"{IndexPath.Of(patterns)}/_pit?keep_alive={keepAlive}&ignore_unavailable=true{(inPart ? "&allow_partial_search_results=true" : "")}",
            default,
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return new(client, keepAlive, body.RootElement.GetProperty("id").GetString()!)
        {
            Partial = PartialAnswer.Explain(body.RootElement),
        };
    }

    /// <summary>Never throws for the cluster's sake: what was read stays read, and the keep-alive ends it anyway.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.DeleteAsync(
                "_pit",
                JsonBody.Object(w => w.WriteString("id", Id)),
                cancellationToken
            );
        }
        catch (ElasticsearchException)
        {
            // Nothing to tell: an unreachable cluster is reported by the request that needed it.
        }
    }
}
