using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Detections.Runs;
using Detections.Settings;
using Microsoft.Extensions.Logging;

namespace Detections.Elasticsearch;

/// <summary>Reads events by point in time, in shard order, until a page is empty.</summary>
internal sealed partial class ElasticsearchEventSource(
    ElasticsearchClient client,
    ClusterInfo info,
    ClusterTime time,
    SourceResolver resolver,
    MappedFieldsReader mappings,
    AppSettings settings,
    ILoggerFactory loggers
) : IEventSource
{
    private const int BrokenPages = 3;
    private const int IdsAtOnce = 500;

    private readonly ILogger _logger = loggers.CreateLogger<ElasticsearchEventSource>();
    private ClusterIdentity? _identity;

    /// <summary>Every run begins here. What answers may have been replaced since the last.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        _identity = await info.IdentifyAsync(cancellationToken);
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
            // Behind the point in time, so that no index is in it whose fields are not known.
            var narrowing = await NarrowAsync(query, settings.Sweep.PreFilter == PreFilterMode.Auto, cancellationToken);
            var partial = pit.Partial ?? await RemotesMissingAsync(query.Patterns, cancellationToken);
            ReadOnlyMemory<byte> after = default;
            while (true)
            {
                ElasticsearchResponse response;
                try
                {
                    response = await ReadPageAsync(page, pit, query, narrowing, after, cancellationToken);
                }
                catch (ElasticsearchException e) when (!narrowing.Filter.IsEmpty && IsRefusal(e))
                {
                    LogRefused(e.Message);
                    narrowing = narrowing with { Filter = default };
                    continue;
                }

                using var _ = response;
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

    public async Task<IReadOnlyList<(string Index, string Id)>> HiddenAsync(
        SourceQuery query,
        IReadOnlyCollection<(string Index, string Id)> events,
        CancellationToken cancellationToken
    )
    {
        if (settings.Sweep.PreFilter != PreFilterMode.Verify || events.Count == 0)
        {
            return [];
        }

        var narrowing = await NarrowAsync(query, filters: true, cancellationToken);
        var hidden = new List<(string Index, string Id)>();
        if (narrowing.Filter.IsEmpty)
        {
            return hidden;
        }

        foreach (var index in events.GroupBy(e => e.Index, StringComparer.Ordinal))
        {
            foreach (var portion in index.Select(e => e.Id).Distinct(StringComparer.Ordinal).Chunk(IdsAtOnce))
            {
                using var response = await client.PostAsync(
                    $"{IndexPath.Of(index.Key)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
                    SearchBody.CreateHidden(portion, narrowing.Filter),
                    cancellationToken
                );
                using var body = response.Expect().ReadJson();
                hidden.AddRange(SearchHits.Of(body).Select(h => (index.Key, h.GetProperty("_id").GetString()!)));
            }
        }

        return hidden;
    }

    /// <summary>What is not known of the fields costs reading more, not reading nothing.</summary>
    private async Task<SearchNarrowing> NarrowAsync(
        SourceQuery query,
        bool filters,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var fields = await mappings.ReadAsync(
                query.Patterns,
                query.Fields ?? [],
                _identity is { TakesFieldsInBody: true },
                cancellationToken
            );
            var preFilter = filters && query.Filters is { } rules ? PreFilter.Create(rules, fields) : null;
            return new(query.Fields, fields.Unstored, preFilter?.Query ?? default);
        }
        catch (ElasticsearchException e) when (!e.Unreachable)
        {
            LogUnknownFields(e.Message);
            return new(query.Fields, [], default);
        }
    }

    /// <summary>Whether the cluster does not answer such a query, as some are set up not to walk through values.</summary>
    private static bool IsRefusal(ElasticsearchException e) =>
        e is { Unreachable: false, Status: HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError };

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "What the indices know of the fields could not be asked, so all events are read, and fields that events do not hold are missing. {Reason}"
    )]
    private partial void LogUnknownFields(string reason);

    [LoggerMessage(
        3006,
        LogLevel.Warning,
        "The cluster refused a search with the pre-filter, so all events are read; set Sweep:PreFilter to off if this goes on. {Reason}"
    )]
    private partial void LogRefused(string reason);

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
        SearchNarrowing narrowing,
        ReadOnlyMemory<byte> after,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            // What is broken twice is no accident of the way: a document may end in a comment that swallows what follows it.
            var body = SearchBody.Create(
                query,
                narrowing,
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
