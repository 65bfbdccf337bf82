using System.Runtime.CompilerServices;
using System.Text.Json;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Reads events by point in time, in shard order, until a page is empty.</summary>
internal sealed class ElasticsearchEventSource(
    ElasticsearchClient client,
    ClusterInfo info,
    ClusterTime time,
    SourceResolver resolver,
    AppSettings settings
) : IEventSource
{
    private const int BrokenPages = 3;

    /// <summary>Every run begins here. What answers may have been replaced since the last.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await info.IdentifyAsync(cancellationToken);
        return await time.NowAsync(cancellationToken);
    }

    public Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken) =>
        resolver.ResolveAsync(patterns, cancellationToken);

    public async IAsyncEnumerable<EventPage> ReadAsync(
        SourceQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pit = await PointInTime.OpenAsync(client, query.Patterns, settings.Sweep, cancellationToken);
        try
        {
            var page = new SearchPage();
            var partial = pit.Partial ?? await RemotesMissingAsync(query.Patterns, cancellationToken);
            ReadOnlyMemory<byte> after = default;
            while (true)
            {
                using var response = await ReadPageAsync(page, pit, query, after, cancellationToken);
                pit.Id = page.PitId ?? pit.Id;
                partial ??= page.Partial;
                if (page.Events.Hits.Count == 0)
                {
                    break;
                }

                after = page.LastSort;
                yield return page.Events;
            }

            if (partial is not null)
            {
                throw new ElasticsearchException($"The answer is incomplete: {partial}");
            }
        }
        finally
        {
            await pit.CloseAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// A point in time may leave out a remote cluster that is down without a word. A plain search tells which ones answer.
    /// </summary>
    private async Task<string?> RemotesMissingAsync(IEnumerable<string> patterns, CancellationToken cancellationToken)
    {
        var remote = patterns.Where(IndexPath.IsRemote).ToList();
        if (remote.Count == 0)
        {
            return null;
        }

        using var response = await client.PostAsync(
            $"{IndexPath.Of(remote)}/_search?ignore_unavailable=true",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", 0);
                w.WriteBoolean("track_total_hits", false);
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return PartialAnswer.Explain(body.RootElement);
    }

    private async Task<ElasticsearchResponse> ReadPageAsync(
        SearchPage page,
        PointInTime pit,
        SourceQuery query,
        ReadOnlyMemory<byte> after,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            // What is broken twice is no accident of the way: a document may end in a comment that swallows what follows it.
            var body = SearchBody.Create(
                query,
                pit,
                settings.Sweep.PageSize,
                after,
                rewriteSources: attempt == BrokenPages
            );
            var response = await client.PostAsync(
                "_search?allow_partial_search_results=false",
                body,
                cancellationToken
            );
            try
            {
                page.Read(response.Expect().Body);
                return response;
            }
            catch (JsonException e)
            {
                response.Dispose();
                if (attempt == BrokenPages)
                {
                    throw new ElasticsearchException($"A page of events is not valid JSON: {e.Message}", inner: e);
                }
            }
        }
    }
}
