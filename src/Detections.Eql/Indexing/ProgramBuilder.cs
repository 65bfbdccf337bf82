using System.Linq;
using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>
/// Works out every condition as far as an event's kind decides it, and finds for each of those left the predicates of which one must hold
/// and that hold most seldom: its anchor.
/// </summary>
/// <param name="steps">The steps.</param>
/// <param name="costs">What predicates cost and how often they hold.</param>
internal sealed class ProgramBuilder(StepSet steps, CostModel costs)
{
    /// <param name="state">An event of the kind.</param>
    /// <param name="kind">The fields that say the kind.</param>
    public Program Build(EventState state, IReadOnlyList<FieldState> kind)
    {
        var known = new Dictionary<int, ulong[]>();
        foreach (var field in kind)
        {
            known.Add(field.Slot, field.FindAll(state).ToArray());
        }

        var always = new List<int>();
        var residual = new List<int>();
        var conditions = new Node[steps.Conditions.Length];
        var anchors = new Dictionary<FieldState, Dictionary<int, List<int>>>();
        for (var step = 0; step < conditions.Length; step++)
        {
            conditions[step] = WorkOut(steps.Conditions[step], state, known);
            if (conditions[step] == ConstantNode.True)
            {
                always.Add(step);
            }
            else if (conditions[step] != ConstantNode.False)
            {
                if (AnchorOf(conditions[step]) is not { } anchor || anchor.Cost >= CostModel.Condition)
                {
                    residual.Add(step);
                    continue;
                }

                foreach (var predicate in anchor.Predicates)
                {
                    var field = state.FieldOf(predicate.Slot);
                    anchors.TryAdd(field, []);
                    anchors[field].TryAdd(predicate.Number, []);
                    if (!anchors[field][predicate.Number].Contains(step))
                    {
                        anchors[field][predicate.Number].Add(step);
                    }
                }
            }
        }

        return new([.. always], conditions, [.. anchors.Select(a => AnchorsOf(a.Key, a.Value))], [.. residual]);
    }

    private static Anchors AnchorsOf(FieldState field, Dictionary<int, List<int>> byPredicate)
    {
        var wanted = new ulong[BitSet.WordsOf(field.Predicates.Count)];
        var found = new int[field.Predicates.Count][];
        foreach (var (predicate, steps) in byPredicate)
        {
            BitSet.Add(wanted, predicate);
            found[predicate] = [.. steps];
        }

        return new(field, wanted, found);
    }

    private Node WorkOut(Node node, EventState state, Dictionary<int, ulong[]> known)
    {
        switch (node)
        {
            case PredicateNode { Predicate: var predicate } when known.TryGetValue(predicate.Slot, out var holds):
                return ConstantNode.Of(BitSet.Has(holds, predicate.Number));
            case MissingNode missing when known.ContainsKey(missing.Slot):
                return ConstantNode.Of(!state.Values.Has(missing.Slot));
            case NotNode not:
                var operand = WorkOut(not.Operand, state, known);
                return operand == not.Operand ? not
                    : operand is ConstantNode ? ConstantNode.Of(operand == ConstantNode.False)
                    : new NotNode(operand);
            case AllNode all:
                return WorkOut(all.Operands, state, known, ConstantNode.False) is not { } left ? ConstantNode.False
                    : left.Count == 0 ? ConstantNode.True
                    : left.Count == 1 ? left[0]
                    : new AllNode([.. left.OrderBy(costs.Of)]);
            case AnyNode any:
                return WorkOut(any.Operands, state, known, ConstantNode.True) is not { } rest ? ConstantNode.True
                    : rest.Count == 0 ? ConstantNode.False
                    : rest.Count == 1 ? rest[0]
                    : new AnyNode([.. rest.OrderBy(costs.Of)]);
            default:
                return node;
        }
    }

    /// <summary>What is left of the operands, or null if one decides.</summary>
    private List<Node>? WorkOut(
        Node[] operands,
        EventState state,
        Dictionary<int, ulong[]> known,
        ConstantNode decisive
    )
    {
        var left = new List<Node>(operands.Length);
        foreach (var operand in operands)
        {
            var worked = WorkOut(operand, state, known);
            if (worked == decisive)
            {
                return null;
            }

            if (worked is not ConstantNode)
            {
                left.Add(worked);
            }
        }

        return left;
    }

    private Anchor? AnchorOf(Node node)
    {
        switch (node)
        {
            case PredicateNode { Predicate: var predicate }:
                return new([predicate], costs.OfFinding(predicate));
            case AllNode all:
                Anchor? best = null;
                foreach (var operand in all.Operands)
                {
                    if (AnchorOf(operand) is { } anchor && (best is null || anchor.Cost < best.Cost))
                    {
                        best = anchor;
                    }
                }

                return best;
            case AnyNode any:
                var parts = new List<Anchor>();
                foreach (var operand in any.Operands)
                {
                    if (AnchorOf(operand) is not { } anchor)
                    {
                        return null;
                    }

                    parts.Add(anchor);
                }

                return new([.. parts.SelectMany(part => part.Predicates).Distinct()], parts.Sum(part => part.Cost));
            default:
                return null;
        }
    }

    private sealed record Anchor(IReadOnlyList<Predicate> Predicates, double Cost);
}
