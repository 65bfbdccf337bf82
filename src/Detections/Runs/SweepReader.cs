namespace Detections.Runs;

/// <summary>Reads index patterns over one range for all who judge its events, and finds out which of them were read completely.</summary>
internal sealed class SweepReader(IEventSource source)
{
    /// <summary>What could not be read is told to the reports of all who wanted it.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(
        IReadOnlyList<string> patterns,
        TimeRange range,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        if (patterns.Count == 0)
        {
            return [];
        }

        var failure = await TryReadAsync(patterns, range, readers, cancellationToken);
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
            complete.AddRange(await ReadAsync([pattern], range, readers, cancellationToken));
        }

        return complete;
    }

    private async Task<ClusterException?> TryReadAsync(
        IReadOnlyList<string> patterns,
        TimeRange range,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        var query = new SourceQuery(patterns, [.. readers.SelectMany(r => r.Arrival).Distinct()], range)
        {
            Fields = [.. readers.SelectMany(r => r.Judge.Fields).Distinct(StringComparer.Ordinal)],
            Filters = [.. readers.SelectMany(r => r.Judge.Filters)],
        };
        try
        {
            await foreach (var page in source.ReadAsync(query, cancellationToken))
            {
                foreach (var reader in readers)
                {
                    await reader.Judge.JudgeAsync(page, cancellationToken);
                }
            }

            return null;
        }
        catch (ClusterException e)
        {
            return e;
        }
    }
}
