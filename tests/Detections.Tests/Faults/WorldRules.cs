using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>The rules of a world, beside the built-in one: each of another kind.</summary>
internal static class WorldRules
{
    public const string Attack = "cmd.exe";
    public const string PairFirst = "a.exe";
    public const string PairSecond = "b.exe";
    public const string Harmless = "svchost.exe";

    /// <summary>Goes by when events happened.</summary>
    public const string Plain = "plain";

    public const string Pair = "pair";

    /// <summary>Suppresses what is alike for an hour.</summary>
    public const string Like = "like";

    /// <summary>Every ten minutes.</summary>
    public const string Slow = "slow";

    public static readonly IReadOnlyDictionary<string, string> OfProcess = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["plain.exe"] = Plain,
        ["like.exe"] = Like,
        ["slow.exe"] = Slow,
    };

    public static readonly IReadOnlyList<string> All = [TestCluster.RuleId, Plain, Pair, Like, Slow];

    public static bool HasOverride(string ruleId) => ruleId != Plain;

    public static string PatternOf(string stream) =>
        stream switch
        {
            World.Endpoint => "logs-endpoint.events.*",
            World.Winlogbeat => "winlogbeat-*",
            World.Windows => "logs-windows.*",
            _ => throw new ArgumentOutOfRangeException(nameof(stream), stream, "Not a stream of the world"),
        };

    /// <param name="cap">Alerts per rule and run.</param>
    /// <param name="disabled">Rules that are not to run.</param>
    public static IEnumerable<(string Key, string Value)> Settings(int cap, IReadOnlySet<string> disabled)
    {
        List<(string Key, string Value)> rules =
        [
            .. TestCluster.Rule(Plain, "process where process.name == \"plain.exe\"", PatternOf(World.Winlogbeat)),
            .. TestCluster.Rule(
                Pair,
                $"sequence by user.name with maxspan=3m [process where process.name == \"{PairFirst}\"] [process where process.name == \"{PairSecond}\"]",
                PatternOf(World.Endpoint),
                PatternOf(World.Windows)
            ),
            .. TestCluster.Rule(Like, "process where process.name == \"like.exe\"", PatternOf(World.Windows)),
            ($"Rules:Items:{Like}:alert_suppression:group_by:0", "user.name"),
            ($"Rules:Items:{Like}:alert_suppression:duration:value", "1"),
            ($"Rules:Items:{Like}:alert_suppression:duration:unit", "h"),
        ];
        rules.AddRange(TestCluster.Rule(Slow, "process where process.name == \"slow.exe\"", PatternOf(World.Endpoint)));
        rules.RemoveAll(r => r.Key == $"Rules:Items:{Slow}:from");
        rules.Add(($"Rules:Items:{Slow}:from", "now-19m"));
        rules.Add(($"Rules:Items:{Slow}:interval", "10m"));
        foreach (var ruleId in All)
        {
            rules.Add(($"Rules:Items:{ruleId}:max_signals", $"{cap}"));
            rules.Add(($"Rules:Items:{ruleId}:enabled", disabled.Contains(ruleId) ? "false" : "true"));
            if (ruleId is not Plain && ruleId != TestCluster.RuleId)
            {
                rules.Add(($"Rules:Items:{ruleId}:timestamp_override", "event.ingested"));
            }
        }

        return rules;
    }
}
