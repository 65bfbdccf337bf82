using System.Text;
using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Fetches the full documents of matches. By search, not by get, since only that reaches remote clusters.</summary>
internal sealed class MatchedEvents(ElasticsearchClient client)
{
    private const int AtOnce = 200;

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FetchAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    )
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var index in matches.GroupBy(m => m.EventIndex, StringComparer.Ordinal))
        {
            foreach (var portion in index.Chunk(AtOnce))
            {
                await FetchAsync(index.Key, portion, documents, cancellationToken);
            }
        }

        return documents;
    }

    private async Task FetchAsync(
        string index,
        IReadOnlyCollection<Match> matches,
        Dictionary<string, ReadOnlyMemory<byte>> documents,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{IndexPath.Of(index)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", matches.Count);
                SearchBody.WriteRewritingFilter(w);
                w.WritePropertyName("query");
                SearchBody.WriteIds(w, matches.Select(m => m.EventId));
            }),
            cancellationToken
        );
        var page = new SearchPage();
        try
        {
            page.Read(response.Expect().Body);
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException($"The events of new alerts could not be read: {e.Message}", inner: e);
        }

        if (page.Partial is not null)
        {
            throw new ElasticsearchException($"The events of new alerts could not be read: {page.Partial}");
        }

        var alerts = matches.ToLookup(m => m.EventId, m => m.AlertId, StringComparer.Ordinal);
        foreach (var hit in page.Events.Hits)
        {
            var source = hit.Source.ToArray();
            foreach (var alertId in alerts[Encoding.UTF8.GetString(hit.Id.Span)])
            {
                documents[alertId] = source;
            }
        }
    }
}
