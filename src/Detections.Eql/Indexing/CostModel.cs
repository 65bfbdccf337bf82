using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>Estimates, in nanoseconds, of what is worth asking first. They decide about speed only, never about the answer.</summary>
internal sealed class CostModel(EventState state)
{
    /// <summary>To look at what is left of a condition.</summary>
    public const double Condition = 40;

    private const double Test = 25;
    private const double LookUp = 2;
    private const double Computation = 300;

    /// <summary>In how many events the shares were seen.</summary>
    public int Sampled { get; set; }

    /// <summary>To ask whether a condition holds.</summary>
    public double Of(Node node)
    {
        switch (node)
        {
            case MissingNode:
                return LookUp / 2;
            case PredicateNode { Predicate: var predicate }:
                return state.FieldOf(predicate.Slot).IsCached ? LookUp
                    : predicate.Needles is { Patterns.IsEmpty: true } ? LookUp * 2
                    : Test;
            case NotNode not:
                return Of(not.Operand) + Test;
            case AllNode all:
                return Sum(all.Operands);
            case AnyNode any:
                return Sum(any.Operands);
            default:
                return Computation;
        }
    }

    /// <summary>On average over all events, to find the predicate and to look at a condition where it holds.</summary>
    public double OfFinding(Predicate predicate)
    {
        var field = state.FieldOf(predicate.Slot);
        var share = (field.Statistics.Held(predicate) + 0.5) / (Sampled + 1);
        return (share * Condition) + (field.IsCached ? 0 : (field.ExpectedTests(predicate) * Test) + LookUp);
    }

    private double Sum(Node[] operands)
    {
        var sum = LookUp;
        foreach (var operand in operands)
        {
            sum += Of(operand);
        }

        return sum;
    }
}
