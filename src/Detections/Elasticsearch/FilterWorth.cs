using System.Collections.Concurrent;
using Detections.Runs;
using Microsoft.Extensions.Logging;

namespace Detections.Elasticsearch;

/// <summary>
/// Whether a pre-filter leaves out enough to be worth its work. What a filter keeps is counted the first time and then in every twelfth
/// sweep, since counting is work as well.
/// </summary>
internal sealed partial class FilterWorth(ElasticsearchClient client, ILogger<FilterWorth> logger)
{
    private const int SweepsBetween = 12;

    /// <summary>Of so few events it does not matter.</summary>
    private const long Few = 10_000;
    private const double MostKept = 0.9;

    /// <summary>More kinds of sweeps than these are not remembered.</summary>
    private const int Remembered = 1000;

    private readonly ILogger _logger = logger;
    private readonly ConcurrentDictionary<string, (bool IsWorthIt, int Sweeps)> _known = new(StringComparer.Ordinal);

    public async Task<bool> AskAsync(
        SourceQuery query,
        ReadOnlyMemory<byte> filter,
        PointInTime pit,
        CancellationToken cancellationToken
    )
    {
        var kind =
            string.Join(',', query.Patterns)
            + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(filter.Span));
        if (_known.TryGetValue(kind, out var known) && known.Sweeps < SweepsBetween)
        {
            _known[kind] = known with { Sweeps = known.Sweeps + 1 };
            return known.IsWorthIt;
        }

        var all = await CountAsync(query, default, pit, cancellationToken);
        var isWorthIt = true;
        if (all > Few)
        {
            var kept = await CountAsync(query, filter, pit, cancellationToken);
            isWorthIt = kept <= MostKept * all;
            LogCounted(string.Join(", ", query.Patterns), isWorthIt ? "with" : "without", kept, all);
        }

        if (_known.Count > Remembered)
        {
            _known.Clear();
        }

        _known[kind] = (isWorthIt, 1);
        return isWorthIt;
    }

    private async Task<long> CountAsync(
        SourceQuery query,
        ReadOnlyMemory<byte> filter,
        PointInTime pit,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            "_search?allow_partial_search_results=false",
            SearchBody.CreateCount(query, filter, pit),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        pit.Id = body.RootElement.TryGetProperty("pit_id", out var id) ? id.GetString()! : pit.Id;
        return body.RootElement.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt64();
    }

    [LoggerMessage(
        3009,
        LogLevel.Information,
        "{Patterns} are read {With} the pre-filter, which keeps {Kept} of {All} events"
    )]
    private partial void LogCounted(string patterns, string with, long kept, long all);
}
