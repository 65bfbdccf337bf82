using System.Net;
using System.Runtime.CompilerServices;
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
    FilterWorth worth,
    AppSettings settings,
    ILoggerFactory loggers
) : IEventSource
{
    private const int IdsAtOnce = 500;

    private readonly ILogger _logger = loggers.CreateLogger<ElasticsearchEventSource>();
    private readonly KnownFields _known = new();
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
        var pit = await OpenAsync(query.Patterns, cancellationToken);
        try
        {
            // Behind the point in time, so that no index is in it whose fields are not known.
            var (narrowing, unknown) = await NarrowAsync(
                query,
                settings.Sweep.PreFilter == PreFilterMode.Auto,
                cancellationToken
            );
            if (
                !narrowing.Filter.IsEmpty
                && pit.Partial is null
                && !await IsWorthItAsync(query, narrowing.Filter, pit, cancellationToken)
            )
            {
                narrowing = narrowing with { Filter = default };
            }

            var missing = await RemotesMissingAsync(query.Patterns, cancellationToken);
            var pages = new SearchPages(
                client,
                pit,
                query,
                narrowing,
                new(settings.Sweep.PageSize, settings.Sweep.AnswerLimit),
                new(settings.Sweep.Narrowing, canNarrow: narrowing.Source is not null),
                _logger
            );
            using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var next = pages.NextAsync(asking.Token);
            try
            {
                while (true)
                {
                    using var page = await next;
                    if (page.Events.Hits.Count == 0)
                    {
                        break;
                    }

                    // The next one comes while this one is judged.
                    next = pages.NextAsync(asking.Token);
                    yield return page.Events;
                }
            }
            finally
            {
                await asking.CancelAsync();
                await DiscardAsync(next);
            }

            if ((missing ?? unknown ?? pages.Partial) is not null)
            {
                throw new IncompleteException(
                    pages.Partial ?? missing ?? unknown!,
                    (missing ?? unknown) is null ? pages.Lacking : null
                );
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

        var (narrowing, _) = await NarrowAsync(query, filters: true, cancellationToken);
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

    /// <summary>Where not all shards answer, on those that do, if the cluster can.</summary>
    private async Task<PointInTime> OpenAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        try
        {
            return await PointInTime.OpenAsync(client, patterns, settings.Sweep, inPart: false, cancellationToken);
        }
        catch (ElasticsearchException e)
            when (_identity is { OpensInPart: true }
                && e is { Unreachable: false, Status: not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) }
            )
        {
            return await PointInTime.OpenAsync(client, patterns, settings.Sweep, inPart: true, cancellationToken);
        }
    }

    /// <summary>A cluster that does not count is asked for pages, which tells what it refuses and why.</summary>
    private async Task<bool> IsWorthItAsync(
        SourceQuery query,
        ReadOnlyMemory<byte> filter,
        PointInTime pit,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await worth.AskAsync(query, filter, pit, cancellationToken);
        }
        catch (ElasticsearchException e) when (!e.Unreachable)
        {
            LogUncounted(e.Message);
            return true;
        }
    }

    [LoggerMessage(3010, LogLevel.Debug, "What the pre-filter keeps could not be counted. {Reason}")]
    private partial void LogUncounted(string reason);

    /// <summary>
    /// What is not known of the fields costs reading more, not reading nothing: no event is left out, and of the fields that events do not hold
    /// are asked those that the indices named before.
    /// </summary>
    /// <returns>
    /// Also why what is read may lack values, if it may and that will pass, so that it does not count as searched. What is refused for good is
    /// a warning only, or nothing would ever count where a privilege is missing.
    /// </returns>
    private async Task<(SearchNarrowing Narrowing, string? Unknown)> NarrowAsync(
        SourceQuery query,
        bool filters,
        CancellationToken cancellationToken
    )
    {
        var names = query.Fields ?? [];
        var known = _known.Unstored(query.Patterns, names);
        IReadOnlyCollection<string> unstored;
        string reason;
        var isForGood = false;
        try
        {
            var fields = await mappings.ReadAsync(
                query.Patterns,
                names,
                _identity is { TakesFieldsInBody: true },
                cancellationToken
            );
            if (fields.IsWhole)
            {
                _known.Remember(query.Patterns, names, fields.Unstored);
                var preFilter = filters && query.Filters is { } rules ? PreFilter.Create(rules, fields) : null;
                return (new(query.Fields, fields.Unstored, preFilter?.Query ?? default), null);
            }

            unstored = [.. fields.Unstored.Union(known ?? [], StringComparer.Ordinal)];
            reason = "Some of them did not answer.";
        }
        catch (ElasticsearchException e) when (!e.Unreachable || known is not null)
        {
            unstored = known ?? [];
            reason = e.Message;
            isForGood = IsForGood(e);
        }

        var trouble =
            $"What the indices of {string.Join(", ", query.Patterns)} know of their fields could not be asked, so all events are read";
        const string Unstored = "fields that events do not hold (constant_keyword, alias, runtime and multi-fields)";
        if (known is null && !isForGood)
        {
            return (new(query.Fields, unstored, default), $"{trouble}, without {Unstored}: {reason}");
        }

        query.Warn(
            known is null
                ? $"{trouble}, and rules that need {Unstored} miss what they look for. {reason}"
                : $"{trouble}, and {Unstored} are those that they named before. {reason}"
        );
        return (new(query.Fields, unstored, default), null);
    }

    /// <summary>Whether it will be refused again until somebody changes something, above all a privilege.</summary>
    private static bool IsForGood(ElasticsearchException e) =>
        e is { Unreachable: false, Status: HttpStatusCode.Forbidden or HttpStatusCode.BadRequest };

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

    /// <summary>A page that nobody waits for any more. Why it did not come is told to nobody: reading ended for another reason.</summary>
    private static async Task DiscardAsync(Task<SearchPage> page)
    {
        await ((Task)page).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (page.IsCompletedSuccessfully)
        {
            (await page).Dispose();
        }
    }
}
