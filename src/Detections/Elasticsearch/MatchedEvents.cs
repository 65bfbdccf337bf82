using System.Net;
using System.Text;
using System.Text.Json;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>
/// Fetches the full documents of matches, as many as may be in memory at once. By search, not by get, since only that reaches remote
/// clusters.
/// </summary>
internal sealed class MatchedEvents(
    ElasticsearchClient client,
    ClusterInfo info,
    MappedFieldsReader mappings,
    AppSettings settings
)
{
    private const int AtOnce = 200;

    /// <summary>The alerts made of them are as large, and the request that writes these is too.</summary>
    private readonly long _limit = settings.Sweep.AnswerLimit / 2;

    public async Task<FetchedMatches> FetchAsync(
        IReadOnlyList<Match> matches,
        IReadOnlyCollection<string> fields,
        CancellationToken cancellationToken
    )
    {
        var documents = new Dictionary<EventReference, EventDocument>();
        var (count, atOnce, left) = (0, AtOnce, _limit);
        while (count < matches.Count && left > 0)
        {
            Match[] portion = [.. matches.Skip(count).Take(atOnce)];
            try
            {
                left -= await FetchAsync(portion, fields, includes: null, left, documents, cancellationToken);
            }
            catch (ElasticsearchException e) when (e.IsTooLarge && portion.Length > 1)
            {
                atOnce = portion.Length / 2;
                continue;
            }
            catch (ElasticsearchException e) when (e.IsTooLarge && count == 0)
            {
                await FetchExcerptAsync(portion, fields, documents, cancellationToken);
                left = 0;
            }
            catch (ElasticsearchException e) when (e.IsTooLarge)
            {
                // With all the room that there is, it may be whole the next time.
                break;
            }

            count += portion.Length;
        }

        return new([.. matches.Take(count)], documents);
    }

    /// <summary>What rules need of the events. Where even that is too large, but not their names, nothing of them is copied.</summary>
    private async Task FetchExcerptAsync(
        Match[] match,
        IReadOnlyCollection<string> fields,
        Dictionary<EventReference, EventDocument> documents,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var includes = EventExcerpt.FieldsFor(match[0].Rule, fields);
            await FetchAsync(match, fields, includes, _limit, documents, cancellationToken);
        }
        catch (ElasticsearchException e) when (e.IsTooLarge)
        {
            // A cluster that is short of memory for a while fails here too, and the match is left to a later run.
            await FetchAsync(match, fields: [], includes: [], _limit, documents, cancellationToken);
        }
    }

    /// <returns>How large the documents are.</returns>
    private async Task<long> FetchAsync(
        IReadOnlyCollection<Match> matches,
        IReadOnlyCollection<string> fields,
        IReadOnlyCollection<string>? includes,
        long limit,
        Dictionary<EventReference, EventDocument> documents,
        CancellationToken cancellationToken
    )
    {
        var size = 0L;
        var events = matches.SelectMany(m => m.Documents).Distinct();
        foreach (var index in events.GroupBy(e => e.Index, StringComparer.Ordinal))
        {
            var unstored = await UnstoredAsync(index.Key, fields, cancellationToken);
            foreach (var portion in index.Chunk(AtOnce))
            {
                // An index that may be asked and is gone must be told from one that hides because it may not be asked.
                var lenient = IndexPath.IsRemote(index.Key) ? "ignore_unavailable=true&" : "";
                using var response = await client.PostAsync(
                    $"{IndexPath.Of(index.Key)}/_search?{lenient}allow_partial_search_results=false",
                    Search(portion, unstored, includes),
                    new AnswerSize(0, Math.Max(limit - size, 1)),
                    cancellationToken
                );
                response.Expect(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
                if (!IsGone(response))
                {
                    size += Take(response.Expect(), index.Key, includes is not null, documents);
                }
            }
        }

        return size;
    }

    private static bool IsGone(ElasticsearchResponse response) =>
        response.ErrorType is "index_not_found_exception" or "index_closed_exception";

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

    private static ReadOnlyMemory<byte> Search(
        IReadOnlyCollection<EventReference> events,
        IReadOnlyCollection<string> unstored,
        IReadOnlyCollection<string>? includes
    ) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", events.Count);
            if (includes is null)
            {
                SearchBody.WriteRewritingFilter(w);
            }
            else if (includes.Count == 0)
            {
                w.WriteBoolean("_source", false);
            }
            else
            {
                JsonBody.WriteTexts(w, "_source", includes);
            }

            if (unstored.Count > 0)
            {
                JsonBody.WriteTexts(w, "fields", unstored);
            }

            w.WritePropertyName("query");
            SearchBody.WriteIds(w, events.Select(e => e.Id));
        });

    private static long Take(
        ElasticsearchResponse response,
        string index,
        bool isExcerpt,
        Dictionary<EventReference, EventDocument> documents
    )
    {
        var page = new SearchPage();
        try
        {
            page.Read(response.Body);
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException($"The events of new alerts could not be read: {e.Message}", inner: e);
        }

        // Of a remote cluster it cannot be told.
        if (page.Partial is not null && !(page.Partial == PartialAnswer.NoShards && IndexPath.IsRemote(index)))
        {
            throw new ElasticsearchException($"The events of new alerts could not be read: {page.Partial}");
        }

        var size = 0L;
        foreach (var hit in page.Events.Hits)
        {
            size += hit.Source.Length + hit.Fields.Length;
            documents[new(index, Encoding.UTF8.GetString(hit.Id.Span))] = new(
                hit.Source.ToArray(),
                hit.Fields.ToArray(),
                isExcerpt ? "is too large to be copied" : null
            );
        }

        return size;
    }
}
