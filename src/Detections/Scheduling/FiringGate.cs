using System.Collections.Concurrent;

namespace Detections.Scheduling;

/// <summary>
/// Brings groups that fire within a moment of each other together, so that what they read is read once, and lets no group
/// run twice at a time, whoever fires it.
/// </summary>
internal sealed class FiringGate(Generations generations, TimeProvider clock)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private Dictionary<string, TaskCompletionSource>? _waiting;

    /// <summary>Ends when the group has run, whatever others fired with it.</summary>
    public async Task FireAsync(string group)
    {
        var turn = _turns.GetOrAdd(group, _ => new(1));
        await turn.WaitAsync();
        try
        {
            await JoinAsync(group);
        }
        finally
        {
            turn.Release();
        }
    }

    private Task JoinAsync(string group)
    {
        lock (_lock)
        {
            if (_waiting is null)
            {
                _waiting = new(StringComparer.Ordinal);
                _ = OpenAsync();
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(group, done);
            return done.Task;
        }
    }

    private async Task OpenAsync()
    {
        await Task.Delay(Moment, clock);
        Dictionary<string, TaskCompletionSource> fired;
        lock (_lock)
        {
            fired = _waiting!;
            _waiting = null;
        }

        try
        {
            // A stop lets a run that has begun finish: half a run would only have to be read again.
            await foreach (var report in generations.RunAsync([.. fired.Keys], CancellationToken.None))
            {
                fired[report.Group].TrySetResult();
            }

            Array.ForEach([.. fired.Values], done => done.TrySetResult());
        }
        catch (Exception e)
        {
            Array.ForEach([.. fired.Values], done => done.TrySetException(e));
        }
    }
}
