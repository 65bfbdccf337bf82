using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary>One bracketed filter of a sequence or sample, <c>![ … ]</c> if its event must be missing.</summary>
internal sealed record Term(
    TextSpan Span,
    EventQuery Filter,
    bool IsMissing,
    ImmutableArray<FieldExpression> Keys,
    int Runs
)
{
    public override string ToString() =>
        $"{(IsMissing ? "!" : "")}[{Filter}]{(Keys.IsEmpty ? "" : $" by {string.Join(", ", Keys)}")}{(Runs == 1 ? "" : $" with runs={Runs}")}";
}
