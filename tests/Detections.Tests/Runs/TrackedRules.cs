using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;

namespace Detections.Tests.Runs;

/// <summary>Sequence rules that share a budget, each after a tool of its own and then any connection of the same user.</summary>
internal sealed class TrackedRules
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly RuleMatcher _rules;
    private readonly EventMatcher _matcher;

    public TrackedRules(int count, long budget)
    {
        Rule[] rules =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    TestRules.Create(
                        $"rule-{i}",
                        $"sequence by user.name with maxspan=1h [process where process.name == \"tool-{i}\"] [network where true]"
                    )
                ),
        ];
        _rules = new(rules, ValueListFiles.None);
        _matcher = new(_rules);
        var shared = new SharedBudget<SequenceTracker>(budget);
        Trackers = [.. rules.Select((_, i) => new SequenceTracker(_rules, i, TimeSpan.FromMinutes(5), new(), shared))];
    }

    private TrackedRules(TrackedRules same)
    {
        _rules = same._rules;
        _matcher = new(_rules);
        Trackers = same.Trackers;
    }

    public IReadOnlyList<SequenceTracker> Trackers { get; }

    /// <summary>The same trackers, for a thread that reads events of its own.</summary>
    public TrackedRules OfOtherReader() => new(this);

    public void StartTool(int rule, string user, string id, double second) =>
        Add("process", $"tool-{rule}", user, id, second, hit => hit.Rule == rule);

    public void Connect(string user, string id, double second) => Add("network", "any", user, id, second, _ => true);

    /// <summary>The matches of a rule by the ids of their events.</summary>
    public IEnumerable<string> Settle(int rule, double second) =>
        Trackers[rule].Settle(Start.AddSeconds(second)).Select(m => string.Join(' ', m.Events.Select(e => e!.Id)));

    /// <summary>What one event alone takes.</summary>
    public long SizeOf(string user, string id)
    {
        var alone = _rules.Track(0, new());
        alone.Add(Read("process", "tool-0", user, 0), "logs", id);
        return alone.KeptBytes;
    }

    private void Add(string category, string tool, string user, string id, double second, Func<RuleHit, bool> isWanted)
    {
        var values = Read(category, tool, user, second);
        foreach (var hit in _matcher.Hits)
        {
            Assert.True(isWanted(hit));
            Trackers[hit.Rule].Add(values, _matcher.StepsOf(hit), new("logs", id), Start.AddSeconds(second));
        }
    }

    private EqlEvent Read(string category, string tool, string user, double second)
    {
        var json =
            $$"""{"@timestamp":{{Start.AddSeconds(second).ToUnixTimeMilliseconds()}},"event":{"category":"{{category}}"},"process":{"name":"{{tool}}"},"user":{"name":"{{user}}"} }""";
        Assert.True(_matcher.TryRead(Encoding.UTF8.GetBytes(json), out var values, out var problem), problem);
        return values;
    }
}
