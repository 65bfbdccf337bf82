using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql.Shapes;

/// <summary>How the hits of a sequence make a match: its stages in order, each step repeated for its runs.</summary>
/// <param name="Stages">All stages.</param>
/// <param name="UntilStep">The step of <c>until</c>, or -1.</param>
/// <param name="MaxSpan">The greatest time from the first to the last event, in nanoseconds; without one, the greatest there is.</param>
internal sealed record SequenceShape(ImmutableArray<SequenceShape.Stage> Stages, int UntilStep, long MaxSpan)
{
    public const long Unlimited = ShapeEvaluation.Unlimited;

    /// <summary>The stages whose events must be there.</summary>
    public ImmutableArray<Stage> Positive { get; } = [.. Stages.Where(stage => !stage.IsMissing)];

    public bool HasMissing => Positive.Length < Stages.Length;

    public bool EndsMissing => Stages[^1].IsMissing;

    public static SequenceShape Of(SequenceQuery query)
    {
        var stages = query.Terms.SelectMany(
            (term, step) => Enumerable.Repeat(new Stage(step, term.IsMissing), term.Runs)
        );
        return new SequenceShape(
            [.. stages],
            query.Until is null ? -1 : query.Terms.Length,
            query.MaxSpan is { } span ? span.Ticks * TimeSpan.NanosecondsPerTick : Unlimited
        );
    }

    internal readonly record struct Stage(int Step, bool IsMissing);
}
