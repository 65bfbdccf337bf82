namespace Detections.Tests.Faults;

/// <summary>What the product is killed over: a rule over its cap, a sequence, suppression, two groups, and several pages.</summary>
internal static class KillScenario
{
    /// <summary>As many as an undisturbed copy needs until nothing waits.</summary>
    public const int Runs = 4;

    private const int Cap = 3;

    public static IEnumerable<(string Key, string Value)> Settings(string space) =>
        [
            ("Alerts:Namespace", space),
            ("Sweep:PageSize", "5"),
            .. WorldRules.Settings(Cap, new HashSet<string>(StringComparer.Ordinal)),
        ];

    public static IReadOnlyCollection<PlantedEvent> Events(DateTimeOffset now)
    {
        var first = now.AddMinutes(-7);
        return
        [
            .. Enumerable
                .Range(0, 8)
                .Select(i => new PlantedEvent(World.Endpoint, WorldRules.Attack, "mallory", first.AddSeconds(i))),
            .. Enumerable
                .Range(0, 3)
                .Select(i => new PlantedEvent(World.Winlogbeat, WorldRules.Harmless, "alice", first.AddSeconds(i))),
            .. Enumerable
                .Range(0, 2)
                .Select(i => new PlantedEvent(World.Winlogbeat, "plain.exe", "bob", first.AddSeconds(i))),
            .. Enumerable
                .Range(0, 6)
                .Select(i => new PlantedEvent(World.Windows, "like.exe", $"user-{i % 2}", first.AddSeconds(i))),
            new(World.Endpoint, "slow.exe", "carol", first),
            new(World.Endpoint, WorldRules.PairFirst, "dave", first),
            new(World.Windows, WorldRules.PairSecond, "dave", first.AddSeconds(90)),
        ];
    }

    public static async Task<EndState> EndStateAsync(World world, string space)
    {
        var alerts = await world.AlertsAsync(space);
        var marks = await world.StateAsync(space, "suppressed");
        var queued = await world.StateAsync(space, "queued");
        return new(
            [
                .. alerts
                    .Select(a => $"{a.Key} stands for {a.Value["kibana.alert.suppression.docs_count"]} more")
                    .Order(StringComparer.Ordinal),
            ],
            [.. alerts.Keys, .. marks.Keys.Select(k => k["suppressed-".Length..])],
            [.. queued.Keys.Order(StringComparer.Ordinal)]
        );
    }

    /// <param name="Alerts">With how many matches each has taken in.</param>
    /// <param name="Settled">The matches that are alerts, or a number on one.</param>
    /// <param name="Queued">Those that wait.</param>
    public sealed record EndState(
        IReadOnlyList<string> Alerts,
        IReadOnlyList<string> Settled,
        IReadOnlyList<string> Queued
    )
    {
        public override string ToString() => $"{string.Join('\n', Alerts)}\nwaiting: {string.Join('\n', Queued)}";
    }
}
