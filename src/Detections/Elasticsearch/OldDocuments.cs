using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>Deletes documents that nobody needs any more, now and then.</summary>
internal sealed class OldDocuments(ElasticsearchClient client, ClusterClock clock)
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private DateTimeOffset _trimmed = DateTimeOffset.MinValue;

    /// <param name="writeQuery">Writes the property `query`, for what is older than the moment that it is given.</param>
    /// <param name="failure">What could not be done, as the beginning of a sentence.</param>
    public async Task TrimAsync(
        string index,
        TimeSpan kept,
        Action<Utf8JsonWriter, DateTimeOffset> writeQuery,
        string failure,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (now - _trimmed < Every)
        {
            return;
        }

        using var response = await client.PostAsync(
            $"{index}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", AtOnce);
                w.WriteBoolean("_source", false);
                writeQuery(w, now - kept);
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        var bulk = new BulkRequest(client);
        var count = 0;
        foreach (var hit in SearchHits.Of(body))
        {
            bulk.Delete(index, hit.GetProperty("_id").GetString()!);
            count++;
        }

        await bulk.SettleAsync(failure, cancellationToken);
        _trimmed = count < AtOnce ? now : _trimmed;
    }
}
