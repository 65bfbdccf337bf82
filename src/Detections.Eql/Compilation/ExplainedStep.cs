using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Shapes;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>A compiled event filter that can say how it comes to its verdict.</summary>
internal sealed class ExplainedStep(
    string text,
    Term term,
    bool isUntil,
    EqlStep step,
    ExplainedCondition condition,
    ImmutableArray<(string Name, int Slot)> keys,
    Func<JoinKey, ImmutableArray<string?>> keyText
)
{
    private static readonly int MaxKeys = new EqlMatcherOptions().MaxKeysPerEvent;

    public EqlStepExplanation Explain(EqlEvent values)
    {
        var found = new List<JoinKey>();
        if (!keys.IsEmpty)
        {
            step.TryReadKeys(values, MaxKeys, found);
        }

        return new EqlStepExplanation
        {
            Text = text,
            Matches = step.Matches(values),
            Condition = condition.Explain(values),
            IsMissing = term.IsMissing,
            IsUntil = isUntil,
            Runs = term.Runs,
            JoinFields = [.. keys.Select(key => new EqlValues(key.Name, FieldText.Read(values, key.Slot)))],
            JoinKeys = [.. found.Select(keyText)],
        };
    }
}
