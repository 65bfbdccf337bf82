namespace Detections.Tests.Faults;

/// <summary>Draws events as they come in: most in time, some late, out of order, without a stamp, or sent twice.</summary>
internal sealed class EventStory(Random random, bool readsTailOnly, bool hasVeryLate)
{
    private static readonly string[] Streams = [World.Endpoint, World.Winlogbeat, World.Windows];

    /// <summary>How late an event may be found by rules that run every five minutes and look back nine.</summary>
    private readonly TimeSpan _late = TimeSpan.FromSeconds(readsTailOnly ? 85 : 230);
    private int _users;

    /// <summary>What can be found from then until now.</summary>
    public IReadOnlyList<PlantedEvent> Draw(DateTimeOffset from, DateTimeOffset to)
    {
        var events = new List<PlantedEvent>();
        for (var i = random.Next(6); i > 0; i--)
        {
            events.AddRange(DrawAt(from + (random.NextDouble() * (to - from))));
        }

        if (random.Next(6) == 0)
        {
            events.AddRange(
                Enumerable.Range(0, 12).Select(_ => Of(World.Endpoint, WorldRules.Attack, to, Seconds(20)))
            );
        }

        // Under an id of its own it is another event; under the same one it is there already.
        if (events.Count > 0 && random.Next(3) == 0)
        {
            events.Add(events[random.Next(events.Count)] with { User = $"again-{_users++}" });
            var twice = random.Next(events.Count);
            events[twice] = events[twice] with { Id = $"sent-twice-{_users++}" };
            events.Add(events[twice]);
        }

        return [.. events.OrderBy(_ => random.Next())];
    }

    /// <summary>What comes in while a run is going on.</summary>
    public IReadOnlyList<PlantedEvent> DrawNow(DateTimeOffset now) =>
        [
            Of(Streams[random.Next(3)], WorldRules.Attack, now, Seconds(20)),
            Of(World.Windows, "like.exe", now, Seconds(20)),
        ];

    private IEnumerable<PlantedEvent> DrawAt(DateTimeOffset found)
    {
        var stream = Streams[random.Next(3)];
        switch (random.Next(12))
        {
            case 0:
                yield return Of(stream, WorldRules.Attack, found, random.NextDouble() * _late);
                break;
            case 1:
                // Behind the look-back there is a grace for what nobody stamped.
                var grace = readsTailOnly ? _late : TimeSpan.FromMinutes(17);
                yield return Of(stream, WorldRules.Attack, found, random.NextDouble() * grace) with
                {
                    IsStamped = false,
                };
                break;
            case 2:
                yield return Of(stream, WorldRules.Attack, found, Seconds(20)) with
                {
                    Happened = found.AddHours(-2),
                };
                break;
            case 3:
                yield return Of(World.Winlogbeat, "plain.exe", found, random.NextDouble() * _late);
                break;
            case 4:
                yield return Of(World.Windows, "like.exe", found, Seconds(20)) with
                {
                    User = "like-1",
                };
                yield return Of(World.Windows, "like.exe", found, Seconds(20)) with
                {
                    User = $"like-{random.Next(3)}",
                };
                break;
            case 5:
                yield return Of(
                    World.Endpoint,
                    "slow.exe",
                    found,
                    random.NextDouble() * (readsTailOnly ? _late : TimeSpan.FromMinutes(8))
                );
                break;
            case 6 or 7:
                // Neither is found later than a sequence waits.
                var user = $"user-{_users++}";
                var second = found - Seconds(45);
                yield return new(
                    World.Endpoint,
                    WorldRules.PairFirst,
                    user,
                    second - Seconds(8) - TimeSpan.FromSeconds(1)
                )
                {
                    Found = found,
                };
                yield return new(
                    random.Next(2) == 0 ? World.Endpoint : World.Windows,
                    WorldRules.PairSecond,
                    user,
                    second
                )
                {
                    Found = found,
                };
                break;
            case 8 when hasVeryLate:
                yield return Of(stream, WorldRules.Attack, found, TimeSpan.FromMinutes(10) + Seconds(1500));
                // Of a shipper that was away for long.
                var away = $"user-{_users++}";
                var happened = found.AddHours(-2);
                yield return new(World.Endpoint, WorldRules.PairFirst, away, found - Seconds(20))
                {
                    Happened = happened,
                    Found = found,
                };
                yield return new(World.Windows, WorldRules.PairSecond, away, found - Seconds(20))
                {
                    Happened = happened.AddSeconds(1) + Seconds(170),
                    Found = found,
                };
                break;
            case 8 or 9:
                yield return Of(stream, WorldRules.Harmless, found, Seconds(20));
                yield return Of(stream, WorldRules.Harmless, found, Seconds(20));
                break;
            default:
                yield return Of(stream, WorldRules.Attack, found, Seconds(20));
                break;
        }
    }

    private PlantedEvent Of(string stream, string process, DateTimeOffset found, TimeSpan late) =>
        new(stream, process, $"user-{_users++}", found - late) { Found = found };

    private TimeSpan Seconds(int most) => TimeSpan.FromMilliseconds(random.Next(most * 1000));
}
