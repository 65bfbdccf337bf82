using Detections.Settings;

namespace Detections.Runs;

/// <summary>Reads index patterns over one range for all who judge its events, and finds out which of them were read completely.</summary>
internal sealed class SweepReader(IEventSource source, PreFilterMode preFilter)
{
    /// <summary>As many names as fit into the first line of a request.</summary>
    private const int IndicesAtOnce = 30;

    /// <summary>What could not be read is told to the reports of all who wanted it.</summary>
    /// <returns>The patterns of which all was read.</returns>
    public async Task<IReadOnlyList<string>> ReadAsync(
        IReadOnlyList<string> patterns,
        Sweep sweep,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        if (patterns.Count == 0)
        {
            return [];
        }

        var failure = await TryReadAsync(patterns, sweep, readers, cancellationToken);
        switch (failure)
        {
            case null:
                return patterns;
            case { Unreachable: true }:
                Tell(patterns, failure, readers);
                return [];
            case IncompleteException { Lacking: { } lacking }
                when lacking.All(i => patterns.Any(p => Reaches(p, i, readers))):
                var complete = patterns.Where(p => !lacking.Any(i => Reaches(p, i, readers))).ToList();
                Tell([.. patterns.Except(complete, StringComparer.Ordinal)], failure, readers);
                return complete;
        }

        if (patterns.Count == 1)
        {
            // Where what answers was read already, it need not be read again.
            if (
                failure is not IncompleteException
                && await IsReadInPartsAsync(patterns[0], sweep, readers, cancellationToken)
            )
            {
                return patterns;
            }

            Tell(patterns, failure, readers);
            return [];
        }

        // One bad index fails the union. Alone, every healthy pattern still gets its turn.
        var read = new List<string>();
        foreach (var pattern in patterns)
        {
            read.AddRange(await ReadAsync([pattern], sweep, readers, cancellationToken));
        }

        return read;
    }

    private static void Tell(IReadOnlyList<string> patterns, ClusterException failure, IReadOnlyList<GroupRun> readers)
    {
        foreach (var reader in readers.Where(r => r.Wants(patterns)))
        {
            reader.Report.Fail($"Reading {string.Join(", ", patterns)} failed. {failure.Message}", failure);
        }
    }

    private static bool Reaches(string pattern, string index, IReadOnlyList<GroupRun> readers) =>
        readers.Any(r => r.Judge.Sources.Reaches(pattern, index));

    /// <summary>
    /// What stands behind a pattern that cannot be read as a whole is read in ever smaller parts, so that one bad index hides no other.
    /// </summary>
    private async Task<bool> IsReadInPartsAsync(
        string pattern,
        Sweep sweep,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        var indices = readers
            .First(r => r.Wants([pattern]))
            .Judge.Sources[pattern]
            .Indices.Order(StringComparer.Ordinal);
        var parts = new Stack<IReadOnlyList<string>>(indices.Chunk(IndicesAtOnce));
        var isComplete = true;
        while (parts.TryPop(out var part))
        {
            switch (await TryReadAsync(part, sweep, readers, cancellationToken))
            {
                case null:
                    break;
                case { Unreachable: true }:
                    return false;
                case IncompleteException:
                    isComplete = false;
                    break;
                default:
                    isComplete &= part.Count > 1;
                    foreach (var half in part.Count > 1 ? part.Chunk((part.Count + 1) / 2) : [])
                    {
                        parts.Push(half);
                    }

                    break;
            }
        }

        return isComplete;
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

    /// <param name="indices">Patterns, or names.</param>
    private async Task<ClusterException?> TryReadAsync(
        IReadOnlyList<string> indices,
        Sweep sweep,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        var arrival = sweep.ByArrival ? [ArrivalField.Any] : readers.SelectMany(r => r.Arrival).Distinct();
        var query = new SourceQuery(indices, [.. arrival], sweep.Range)
        {
            Stamped = sweep.Stamped,
            Unstamped = sweep.Unstamped,
            Fields = [.. readers.SelectMany(r => r.Judge.Fields).Distinct(StringComparer.Ordinal)],
            Filters = [.. readers.SelectMany(r => r.Judge.Filters)],
            Warn = warning =>
            {
                foreach (var reader in readers)
                {
                    reader.Report.Warn(warning);
                }
            },
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
        catch (ClusterException e) when (e is not LookUpException)
        {
            return e;
        }
    }
}
