namespace Detections.Commands.Demo;

/// <summary>Fills the node with the last minutes of a network, then lets its time go on.</summary>
internal sealed class DemoTraffic(DemoCluster cluster, TimeProvider clock)
{
    private const int FirstEvents = 5000;
    private static readonly TimeSpan Past = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenAttacks = TimeSpan.FromMinutes(4);

    private readonly DemoTelemetry _telemetry = new(new Random(1));

    /// <summary>The number of events written, attacks and near misses among them.</summary>
    public async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        await cluster.InstallAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var events = Enumerable
            .Range(0, FirstEvents)
            .Select(i => _telemetry.Ordinary(now - Past * ((FirstEvents - i) / (double)FirstEvents)))
            .ToList();
        events.Add(_telemetry.Attack(now - TimeSpan.FromMinutes(3)));
        events.Add(_telemetry.AttackSeenByWinlogbeat(now - TimeSpan.FromMinutes(2)));
        events.AddRange(_telemetry.NearMisses(now - TimeSpan.FromMinutes(1)));
        await cluster.SendAsync(events, cancellationToken);
        await cluster.RefreshAsync(cancellationToken);
        return events.Count;
    }

    /// <summary>A few events a second until stopped, and an attack now and then.</summary>
    public async Task FlowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        var attacked = clock.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = clock.GetUtcNow();
                var events = Enumerable.Range(0, 5).Select(_ => _telemetry.Ordinary(now)).ToList();
                if (now - attacked > BetweenAttacks)
                {
                    events.Add(_telemetry.Attack(now));
                    attacked = now;
                }

                await cluster.SendAsync(events, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how a demo ends.
        }
    }
}
