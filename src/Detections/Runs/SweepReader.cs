using Detections.Settings;

namespace Detections.Runs;

/// <summary>Reads index patterns over one range for all who judge its events, and finds out which of them were read completely.</summary>
internal sealed class SweepReader(IEventSource source, PreFilterMode preFilter)
{
    /// <summary>What could not be read is told to the reports of all who wanted it.</summary>
    /// <param name="stamped">The range for events that the cluster stamped as they arrived.</param>
    public async Task<IReadOnlyList<string>> ReadAsync(
        IReadOnlyList<string> patterns,
        TimeRange range,
        TimeRange stamped,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        if (patterns.Count == 0)
        {
            return [];
        }

        var failure = await TryReadAsync(patterns, range, stamped, readers, cancellationToken);
        if (failure is null)
        {
            return patterns;
        }

        if (failure.Unreachable || patterns.Count == 1)
        {
            foreach (var reader in readers.Where(r => r.Wants(patterns)))
            {
                reader.Report.Fail($"Reading {string.Join(", ", patterns)} failed. {failure.Message}", failure);
            }

            return [];
        }

        // One bad index fails the union. Alone, every healthy pattern still gets its turn.
        var complete = new List<string>();
        foreach (var pattern in patterns)
        {
            complete.AddRange(await ReadAsync([pattern], range, stamped, readers, cancellationToken));
        }

        return complete;
    }

    /// <summary>What the filter would have hidden is a mistake of this program, and nobody would ever have known.</summary>
    private async Task VerifyAsync(
        SourceQuery query,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        foreach (var reader in readers)
        {
            var wanted = reader.Judge.TakeWanted();
            var events = wanted.Select(w => (w.Event.Index, w.Event.Id)).ToList();
            foreach (var (index, id) in await source.HiddenAsync(query, events, cancellationToken))
            {
                var rule = wanted.First(w => w.Event == new EventReference(index, id)).Rule;
                reader.Report.Fail(
                    FailureKind.Unexpected,
                    $"The pre-filter would have hidden {index}/{id} from rule \"{rule.Name}\". Set Sweep:PreFilter to off, and please report it"
                );
            }
        }
    }

    private async Task<ClusterException?> TryReadAsync(
        IReadOnlyList<string> patterns,
        TimeRange range,
        TimeRange stamped,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        var query = new SourceQuery(patterns, [.. readers.SelectMany(r => r.Arrival).Distinct()], range)
        {
            Stamped = stamped,
            Fields = [.. readers.SelectMany(r => r.Judge.Fields).Distinct(StringComparer.Ordinal)],
            Filters = [.. readers.SelectMany(r => r.Judge.Filters)],
        };
        foreach (var reader in readers)
        {
            // What another read left behind is not of this query.
            reader.Judge.TakeWanted();
        }

        try
        {
            await foreach (var page in source.ReadAsync(query, cancellationToken))
            {
                await PageJudging.JudgeAsync(page, readers, cancellationToken);
            }

            if (preFilter == PreFilterMode.Verify)
            {
                await VerifyAsync(query, readers, cancellationToken);
            }

            return null;
        }
        catch (ClusterException e)
        {
            return e;
        }
    }
}
