using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>
/// Estimates, in nanoseconds, of what is worth asking first, by how often things held in a sample of events. They decide about speed only,
/// never about the answer.
/// </summary>
internal sealed class CostModel(EventState state)
{
    /// <summary>To look at what is left of a condition.</summary>
    public const double Condition = 40;

    /// <summary>To look a value of a field up.</summary>
    public const double Visit = 40;

    private const double KnownBit = 3;
    private const double Computation = 300;

    /// <summary>In how many events the shares were seen.</summary>
    public int Sampled { get; set; }

    /// <summary>To test one value.</summary>
    public static double OfTest(Needles? needles, bool isRegex) =>
        isRegex ? 300
        : needles is null ? 20
        : Math.Min(10, needles.Texts.Length + 4) + (15 * needles.Patterns.Length);

    /// <summary>Whether it takes longer to test a value than to look it up.</summary>
    public static bool IsWorthRemembering(IReadOnlyList<Predicate> predicates)
    {
        var sum = 0.0;
        foreach (var predicate in predicates)
        {
            sum += predicate.Cost;
        }

        return sum > Visit;
    }

    /// <summary>To ask whether a condition holds, and how often it does.</summary>
    public (double Cost, double Share) Of(Node node)
    {
        switch (node)
        {
            case MissingNode missing:
                return (
                    KnownBit,
                    state.Fields[missing.Slot] is { } field ? 1 - field.Statistics.Present(Sampled) : 0.5
                );
            case PredicateNode { Predicate: var predicate }:
                var asked = state.FieldOf(predicate.Slot);
                return (
                    KnownBit + (asked.IsCached ? 0 : predicate.Cost),
                    Math.Min(1, asked.Statistics.Held(predicate, Sampled))
                );
            case NotNode not:
                var (cost, share) = Of(not.Operand);
                return (cost, 1 - share);
            case AllNode all:
                return InTurn(all.Operands, isAnd: true);
            case AnyNode any:
                return InTurn(any.Operands, isAnd: false);
            default:
                return (Computation, 0.5);
        }
    }

    /// <summary>First what is cheap and decides often.</summary>
    public Node[] InOrder(IEnumerable<Node> operands, bool isAnd)
    {
        var ranked = new List<(double Rank, Node Node)>();
        foreach (var operand in operands)
        {
            var (cost, share) = Of(operand);
            ranked.Add((cost / Math.Max(1e-6, isAnd ? 1 - share : share), operand));
        }

        ranked.Sort((left, right) => left.Rank.CompareTo(right.Rank));
        return [.. ranked.ConvertAll(ranking => ranking.Node)];
    }

    /// <summary>On average over all events, to find the predicate and to look at a condition where it holds.</summary>
    public double OfFinding(Predicate predicate)
    {
        var field = state.FieldOf(predicate.Slot);
        var looks = field.Statistics.Held(predicate, Sampled) * Condition;
        return field.IsCached
            ? looks
            : looks + (field.Statistics.Present(Sampled) * field.ExpectedTests(predicate) * predicate.Cost);
    }

    /// <summary>On average over all events, to look a field's value up.</summary>
    public double OfVisiting(FieldState field) => field.Statistics.Present(Sampled) * Visit;

    private (double Cost, double Share) InTurn(Node[] operands, bool isAnd)
    {
        var sum = 0.0;
        var goesOn = 1.0;
        foreach (var operand in operands)
        {
            var (cost, share) = Of(operand);
            sum += KnownBit + (cost * goesOn);
            goesOn *= isAnd ? share : 1 - share;
        }

        return (sum, isAnd ? goesOn : 1 - goesOn);
    }
}
