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
                await FetchAsync([index.Key], index.Key, portion, documents, cancellationToken);
                List<Match> missing = [.. portion.Where(m => !documents.ContainsKey(m.AlertId))];
                // Who may read an alias need not be allowed to read the index behind it, which then is left out without a word.
                if (Patterns(missing, index.Key) is [_, ..] patterns)
                {
                    await FetchAsync(patterns, index.Key, missing, documents, cancellationToken);
                }
            }
        }

        return documents;
    }

    /// <summary>By what the rules read the cluster that the index is in.</summary>
    private static List<string> Patterns(IEnumerable<Match> matches, string index) =>
        [
            .. matches
                .SelectMany(m => m.Rule.Patterns)
                .Where(p => IndexPath.IsInClusterOf(index, p))
                .Distinct(StringComparer.Ordinal),
        ];

    private async Task FetchAsync(
        IReadOnlyCollection<string> patterns,
        string index,
        IReadOnlyCollection<Match> matches,
        Dictionary<string, ReadOnlyMemory<byte>> documents,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{IndexPath.Of(patterns)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", matches.Count);
                SearchBody.WriteRewritingFilter(w);
                SearchBody.WriteIds(w, index, matches.Select(m => m.EventId));
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
