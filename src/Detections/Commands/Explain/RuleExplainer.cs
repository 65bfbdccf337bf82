using System.Text;
using Detections.Eql;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Runs;

namespace Detections.Commands.Explain;

/// <summary>Says of events what a rule makes of them, and keeps what sequences and samples need of them.</summary>
internal sealed class RuleExplainer
{
    private readonly Rule _rule;
    private readonly SourceMap _sources;
    private readonly EqlExplainer _explainer;
    private readonly ReadingWindow _window;
    private readonly RuleConditions _conditions;
    private readonly EventReader _reader;
    private readonly EqlMatcher? _matcher;
    private ReadOnlyMemory<byte> _source;
    private long _events;

    public RuleExplainer(Rule rule, SourceMap sources, ValueListFiles lists, DateTimeOffset now)
    {
        _rule = rule;
        _sources = sources;
        _explainer = rule.Query.CreateExplainer();
        _window = new(rule);
        _conditions = new(rule, lists, now);
        var fields = FieldTable.Create([.. rule.Query.Fields, .. rule.Query.OrderFields]);
        _reader = new(fields);
        _matcher = rule.IsEventRule
            ? null
            : rule.Query.CreateMatcher(
                fields,
                new() { Accepts = (_, step) => _conditions.ReasonAgainst(_source, step) is null }
            );
    }

    /// <summary>Exceptions that are not applied and why, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _conditions.Problems;

    public ExplainedEvent Explain(EventHit hit)
    {
        var index = Encoding.UTF8.GetString(hit.Index.Span);
        var id = Encoding.UTF8.GetString(hit.Id.Span);
        if (
            !_explainer.TryExplain(hit.Source, out var steps, out var problem)
            || !_reader.TryRead(hit.Source, out var values, out problem)
        )
        {
            return new()
            {
                Index = index,
                Id = id,
                Problem = problem,
            };
        }

        _source = hit.Source;
        _matcher?.Add(values, index, id, _events++);
        var window = _window.Describe(hit.Source, out var isRead);
        return new()
        {
            Index = index,
            Id = id,
            Steps = steps,
            Excepted =
            [
                .. steps.Select((step, number) => step.Matches ? _conditions.ReasonAgainst(hit.Source, number) : null),
            ],
            Window = window,
            OutOfReach =
                index.Length > 0 && IndexName.IsOwn(index) ? $"{index} is written by this program, and never judged"
                : index.Length > 0 && !_sources.Covers(_rule.Index, index)
                    ? $"{index} is not among the indices of the rule: {string.Join(", ", _rule.Index)}"
                : isRead ? null
                : window,
        };
    }

    /// <summary>The sequences or samples that all the events make together.</summary>
    public IReadOnlyList<EqlMatch> Finish() => _matcher?.Finish() ?? [];
}
