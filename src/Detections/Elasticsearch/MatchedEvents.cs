using System.Text;
using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Fetches the full documents of matches. By search, not by get, since only that reaches remote clusters.</summary>
internal sealed class MatchedEvents(ElasticsearchClient client, ClusterInfo info, MappedFieldsReader mappings)
{
    private const int AtOnce = 200;

    public async Task<IReadOnlyDictionary<EventReference, EventDocument>> FetchAsync(
        IReadOnlyCollection<Match> matches,
        IReadOnlyCollection<string> fields,
        CancellationToken cancellationToken
    )
    {
        var documents = new Dictionary<EventReference, EventDocument>();
        var events = matches.SelectMany(m => m.Documents).Distinct();
        foreach (var index in events.GroupBy(e => e.Index, StringComparer.Ordinal))
        {
            var unstored = await UnstoredAsync(index.Key, fields, cancellationToken);
            foreach (var portion in index.Chunk(AtOnce))
            {
                await FetchAsync(index.Key, portion, unstored, documents, cancellationToken);
            }
        }

        return documents;
    }

    private async Task<IReadOnlyCollection<string>> UnstoredAsync(
        string index,
        IReadOnlyCollection<string> fields,
        CancellationToken cancellationToken
    )
    {
        if (fields.Count == 0)
        {
            return [];
        }

        var cluster = await info.IdentifyAsync(cancellationToken);
        return (await mappings.ReadAsync([index], fields, cluster.TakesFieldsInBody, cancellationToken)).Unstored;
    }

    private async Task FetchAsync(
        string index,
        IReadOnlyCollection<EventReference> events,
        IReadOnlyCollection<string> unstored,
        Dictionary<EventReference, EventDocument> documents,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{IndexPath.Of(index)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", events.Count);
                SearchBody.WriteRewritingFilter(w);
                if (unstored.Count > 0)
                {
                    JsonBody.WriteTexts(w, "fields", unstored);
                }

                w.WritePropertyName("query");
                SearchBody.WriteIds(w, events.Select(e => e.Id));
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

        foreach (var hit in page.Events.Hits)
        {
            documents[new(index, Encoding.UTF8.GetString(hit.Id.Span))] = new(
                hit.Source.ToArray(),
                hit.Fields.ToArray()
            );
        }
    }
}
