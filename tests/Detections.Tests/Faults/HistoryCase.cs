namespace Detections.Tests.Faults;

/// <summary>What stays the same through one history.</summary>
/// <param name="Start">The first run.</param>
/// <param name="Steps">Moments at which something runs.</param>
internal sealed record HistoryCase(
    int Seed,
    DateTimeOffset Start,
    int Steps,
    int Cap,
    int QueueLimit,
    int? PageSize,
    CopyMode Copies,
    bool ReadsTailOnly,
    bool HasVeryLate
)
{
    /// <summary>Between two moments.</summary>
    public TimeSpan Step => TimeSpan.FromMinutes(Copies == CopyMode.InTurns ? 2.5 : 5);

    public static HistoryCase Draw(int seed)
    {
        var random = RepeatableRandom.Of(seed, 0);
        DateTimeOffset[] starts =
        [
            new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero),
            // The month changes, a summer time begins somewhere, and 32 bits of seconds end.
            new(2026, 5, 31, 23, 40, 0, TimeSpan.Zero),
            new(2027, 3, 28, 0, 45, 0, TimeSpan.Zero),
            new(2038, 1, 19, 3, 0, 0, TimeSpan.Zero),
        ];
        int[] caps = [2, 4, 100];
        int?[] pages = [2, 5, null];
        var tail = random.Next(4) == 0;
        return new(
            seed,
            starts[random.Next(starts.Length)],
            random.Next(8, 15),
            caps[random.Next(caps.Length)],
            random.Next(4) == 0 ? 5 : 10_000,
            pages[random.Next(pages.Length)],
            (CopyMode)random.Next(3),
            tail,
            HasVeryLate: !tail && random.Next(3) == 0
        );
    }

    public IEnumerable<(string Key, string Value)> Settings(IReadOnlySet<string> disabled, bool isSevere)
    {
        (string, string)[] settings =
        [
            ("Queue:Limit", $"{QueueLimit}"),
            ("Sweep:Reread", ReadsTailOnly ? "tail" : "window"),
            ("Sweep:LateSweep", "20m"),
            .. WorldRules.Settings(Cap, disabled),
        ];
        return settings
            .Where(s => s.Item1 != $"Rules:Items:{WorldRules.Plain}:severity")
            .Append(($"Rules:Items:{WorldRules.Plain}:severity", isSevere ? "critical" : "low"))
            .Concat(PageSize is { } size ? [("Sweep:PageSize", $"{size}")] : []);
    }
}
