using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Fetches events that a person names. By search, not by get, since only that takes patterns and remote clusters.</summary>
internal sealed class EventsById(ElasticsearchClient client)
{
    private const int Most = 1000;

    public async Task<EventPage> FetchAsync(
        string pattern,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{IndexPath.Of(pattern.Split(','))}/_search?allow_partial_search_results=false",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", Most);
                w.WritePropertyName("query");
                SearchBody.WriteIds(w, ids);
            }),
            cancellationToken
        );
        var page = new SearchPage();
        try
        {
            page.Read(response.Expect().Body.ToArray());
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException($"The events could not be read: {e.Message}", inner: e);
        }

        return page.Partial is null
            ? page.Events
            : throw new ElasticsearchException($"The events could not be read: {page.Partial}");
    }
}
