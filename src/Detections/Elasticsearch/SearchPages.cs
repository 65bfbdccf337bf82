using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Detections.Runs;
using Microsoft.Extensions.Logging;

namespace Detections.Elasticsearch;

/// <summary>Asks for one page of a sweep after the other. Two pages take turns, so that one can be used while the next comes.</summary>
internal sealed partial class SearchPages(
    ElasticsearchClient client,
    PointInTime pit,
    SourceQuery query,
    SearchNarrowing narrowing,
    PageSize size,
    SourceChoice choice,
    ILogger logger
)
{
    private const int BrokenPages = 3;

    /// <summary>A cluster that is short of memory for a while must not make an event pass for one that is too large.</summary>
    private const int AttemptsAtOne = 2;

    private readonly ILogger _logger = logger;
    private readonly SearchPage[] _pages = [new(), new()];
    private int _turn;
    private SearchNarrowing _narrowing = narrowing;
    private ReadOnlyMemory<byte> _after;
    private readonly HashSet<string> _lacking = new(StringComparer.Ordinal);
    private bool _isWhereKnown = pit.Partial is null;
    private bool _takesPart = pit.Partial is not null;

    /// <summary>Why what was read so far is not all that there is, if it is not.</summary>
    public string? Partial { get; private set; } = pit.Partial;

    /// <summary>The indices of which something is missing; null where that is not known.</summary>
    public IReadOnlySet<string>? Lacking => _isWhereKnown ? _lacking : null;

    /// <summary>The page before the last one must have been disposed of.</summary>
    public async Task<SearchPage> NextAsync(CancellationToken cancellationToken)
    {
        var page = _pages[_turn++ % _pages.Length];
        await ReadAsync(page, cancellationToken);
        pit.Id = page.PitId ?? pit.Id;
        if (page.Partial is not null)
        {
            Partial ??= page.Partial;
            _lacking.UnionWith(page.FailedIndices);
            _isWhereKnown &= page.NamesWhatFailed;
        }

        _after = page.LastSort.ToArray();
        return page;
    }

    /// <summary>What is refused as it stands is asked for in a way that may be answered.</summary>
    private async Task ReadAsync(SearchPage page, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                var bytes = await AskAsync(
                    page,
                    choice.IsNarrow ? _narrowing : _narrowing with { Source = null },
                    cancellationToken
                );
                Learn(page.Events.Hits.Count, bytes, Stopwatch.GetElapsedTime(started));
                return;
            }
            catch (ElasticsearchException e) when (e.IsTooLarge && size.Halve())
            {
                LogTooLarge(size.Hits, e.Message);
            }
            catch (ElasticsearchException e) when (e.IsTooLarge)
            {
                await ReadOneAsync(page, cancellationToken);
                size.Answered();
                return;
            }
            catch (ElasticsearchException e) when (!_narrowing.Filter.IsEmpty && IsRefusal(e))
            {
                LogRefused(e.Message);
                _narrowing = _narrowing with { Filter = default };
            }
            catch (ElasticsearchException e) when (!_takesPart && MayAnswerInPart(e))
            {
                // What shards fail cannot give is no reason to leave out what the others have.
                LogInPart(e.Message);
                _takesPart = true;
            }
        }
    }

    /// <summary>
    /// An event that is too large as it is may come with nothing but what rules need of it. Where even that is too large, but not the name
    /// of the event, it is set aside, so that the events behind it are read.
    /// </summary>
    private async Task ReadOneAsync(SearchPage page, CancellationToken cancellationToken)
    {
        var trouble = "";
        for (var attempt = 1; attempt <= AttemptsAtOne; attempt++)
        {
            try
            {
                await AskAsync(page, _narrowing, cancellationToken);
                return;
            }
            catch (ElasticsearchException e) when (e.IsTooLarge)
            {
                trouble = e.Message;
                await AskAsync(page, _narrowing with { Source = [], Fields = [] }, cancellationToken);
            }
        }

        page.SetAside($"it is too large to be read, even with nothing but the fields of the rules. {trouble}");
    }

    /// <returns>The bytes of the answer.</returns>
    private async Task<int> AskAsync(SearchPage page, SearchNarrowing narrowed, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            // What is broken twice is no accident of the way: a document may end in a comment that swallows what follows it.
            var body = SearchBody.Create(
                query,
                narrowed,
                pit,
                size.Hits,
                _after,
                rewriteSources: attempt == BrokenPages
            );
            var response = await client.PostAsync(
                _takesPart ? "_search?allow_partial_search_results=true" : "_search?allow_partial_search_results=false",
                body,
                size.Answer,
                cancellationToken
            );
            try
            {
                page.Take(response.Expect());
                return response.Body.Length;
            }
            catch (JsonException e)
            {
                page.Dispose();
                if (attempt == BrokenPages)
                {
                    throw new ElasticsearchException($"A page of events is not valid JSON: {e.Message}", inner: e);
                }
            }
        }
    }

    private void Learn(int hits, int bytes, TimeSpan took)
    {
        size.Answered();
        var wasNarrow = choice.IsNarrow;
        // A page that is not full is the last, after which nothing is left to choose.
        if (hits == size.Hits && choice.Saw(hits, took) is { } chosen)
        {
            LogChosen(string.Join(", ", query.Patterns), chosen);
        }

        if (choice.IsNarrow == wasNarrow && !choice.IsTrying)
        {
            size.Saw(hits, bytes);
        }
        else
        {
            size.Forget();
        }
    }

    /// <summary>Whether the cluster does not answer such a query, as some are set up not to walk through values.</summary>
    private static bool IsRefusal(ElasticsearchException e) =>
        e is { Unreachable: false, Status: HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError };

    private static bool MayAnswerInPart(ElasticsearchException e) =>
        e is { Unreachable: false, IsTooLarge: false }
        && e.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);

    [LoggerMessage(
        3011,
        LogLevel.Information,
        "Not all shards answer, so what the others have is read, and the rest is left to a later run. {Reason}"
    )]
    private partial void LogInPart(string reason);

    [LoggerMessage(
        3006,
        LogLevel.Warning,
        "The cluster refused a search with the pre-filter, so all events are read; set Sweep:PreFilter to off if this goes on. {Reason}"
    )]
    private partial void LogRefused(string reason);

    [LoggerMessage(3008, LogLevel.Debug, "Of {Patterns} are read {Chosen}")]
    private partial void LogChosen(string patterns, string chosen);

    [LoggerMessage(
        3007,
        LogLevel.Information,
        "A page of events was too large, so pages of {Hits} events are asked for instead. {Reason}"
    )]
    private partial void LogTooLarge(int hits, string reason);
}
