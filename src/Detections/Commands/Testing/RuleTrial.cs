using System.Text.Json;
using Detections.Alerts;
using Detections.Eql;
using Detections.Matching;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Lets a rule judge events as a run does, and gives the alerts that would be written. Sequences are settled to the end.</summary>
internal sealed class RuleTrial(Rule rule, ValueListFiles lists, DateTimeOffset now)
{
    private static readonly AlertSettings Settings = new();

    private readonly AlertBuilder _builder = new(Settings);

    /// <param name="problem">What cannot be judged, if anything.</param>
    public IReadOnlyList<TestAlert> Run(IReadOnlyList<TestEvent> events, out string? problem)
    {
        var rules = new RuleMatcher([rule], lists) { Now = now };
        var matcher = new EventMatcher(rules);
        if (rules.ProblemsOf(0) is [var notApplied, ..])
        {
            problem = notApplied;
            return [];
        }

        var tracker = rule.IsEventRule ? null : rules.Track(0, new EqlMatcherOptions());
        var known = new Dictionary<(string Index, string Id), TestEvent>();
        var alerts = new List<TestAlert>();
        foreach (var item in events)
        {
            if (!matcher.TryRead(item.Source, out var values, out var trouble))
            {
                problem = $"The event {item.Id} cannot be read: {trouble}";
                return [];
            }

            var index = item.Index.Length > 0 ? item.Index : AnyIndex();
            var isCovered = item.Index.Length == 0 || new SourceMap([]).Covers(rule.Index, index);
            if (!isCovered || !known.TryAdd((index, item.Id), item))
            {
                continue;
            }

            tracker?.Add(values, index, item.Id, known.Count);
            if (matcher.Judge(0, values) == EventVerdict.Match)
            {
                alerts.Add(OfEvent(index, item));
            }
        }

        problem = null;
        alerts.AddRange((tracker?.Finish() ?? []).Select(match => OfSequence(match, known)));
        return alerts;
    }

    private TestAlert OfEvent(string index, TestEvent found)
    {
        var id = AlertId.ForEvent(index, found.Id, Settings.Space, rule.Uuid);
        return Alert([found.Id], new(rule, index, found.Id, found.Source, id, now, RunId: ""));
    }

    private TestAlert OfSequence(EqlMatch match, Dictionary<(string Index, string Id), TestEvent> known)
    {
        var events = match.Events.Select(hit => (Index: hit?.Index ?? "", Id: hit?.Id ?? "")).ToList();
        return Alert(
            [.. events.Where(e => e.Id.Length > 0).Select(e => e.Id)],
            SequenceDraft.Create(
                rule,
                events,
                position => known[events[position]].Source,
                AlertId.ForShell(events, rule.Uuid),
                now,
                runId: ""
            )
        );
    }

    private TestAlert Alert(IReadOnlyList<string> ids, AlertDraft draft) =>
        new(ids, JsonElement.Parse(_builder.Build(draft)));

    /// <summary>One that the rule reads.</summary>
    private string AnyIndex() => rule.Patterns.First().Replace("*", "test", StringComparison.Ordinal);
}
