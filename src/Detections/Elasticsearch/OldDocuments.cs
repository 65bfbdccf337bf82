using System.Net;
using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>Deletes documents that nobody needs any more, now and then. What was written since it was found stays.</summary>
internal sealed class OldDocuments(ElasticsearchClient client, ClusterClock clock, TimeSpan every)
{
    private const int AtOnce = 1000;

    private DateTimeOffset? _trimmed;

    /// <summary>Not at once: who was away for long needs them first.</summary>
    public void BeginLater() => _trimmed ??= clock.GetUtcNow();

    /// <param name="writeQuery">Writes the property `query`, for what is older than the moment that it is given.</param>
    /// <returns>How many went.</returns>
    /// <param name="failure">What could not be done, as the beginning of a sentence.</param>
    public async Task<int> TrimAsync(
        string index,
        TimeSpan kept,
        Action<Utf8JsonWriter, DateTimeOffset> writeQuery,
        string failure,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (now - _trimmed < every)
        {
            return 0;
        }

        using var response = await client.PostAsync(
            $"{index}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", AtOnce);
                w.WriteBoolean("_source", false);
                w.WriteBoolean("seq_no_primary_term", true);
                writeQuery(w, now - kept);
            }),
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            return 0;
        }

        using var body = response.ReadJson();
        var bulk = new BulkRequest(client);
        var count = 0;
        foreach (var hit in SearchHits.Of(body))
        {
            bulk.Delete(index, hit.GetProperty("_id").GetString()!, DocumentVersion.Of(hit));
            count++;
        }

        await bulk.SettleAsync(failure, cancellationToken);
        _trimmed = count < AtOnce ? now : _trimmed;
        return count;
    }
}
