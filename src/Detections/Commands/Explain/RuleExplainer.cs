using System.Text;
using Detections.Eql;
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
    private readonly EventReader _reader;
    private readonly EqlMatcher? _matcher;
    private long _events;

    public RuleExplainer(Rule rule, SourceMap sources)
    {
        _rule = rule;
        _sources = sources;
        _explainer = rule.Query.CreateExplainer();
        _window = new(rule);
        var fields = FieldTable.Create([.. rule.Query.Fields, .. rule.Query.OrderFields]);
        _reader = new(fields);
        _matcher = rule.Query.Kind == EqlQueryKind.Event ? null : rule.Query.CreateMatcher(fields);
    }

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

        _matcher?.Add(values, index, id, _events++);
        var window = _window.Describe(hit.Source, out var isRead);
        return new()
        {
            Index = index,
            Id = id,
            Steps = steps,
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
