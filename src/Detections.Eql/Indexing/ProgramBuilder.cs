using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>Works out every condition as far as an event's kind decides it, and how those that are left are found.</summary>
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
        var asked = new List<int>();
        var conditions = new Node[steps.Conditions.Length];
        for (var step = 0; step < conditions.Length; step++)
        {
            conditions[step] = WorkOut(steps.Conditions[step], state, known);
            if (conditions[step] == ConstantNode.True)
            {
                always.Add(step);
            }
            else if (conditions[step] != ConstantNode.False)
            {
                asked.Add(step);
            }
        }

        var anchors = new AnchorChoice(costs, state, conditions).Choose(asked, out var residual);
        return new([.. always], conditions, anchors, residual);
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
                    : new AllNode(costs.InOrder(left, isAnd: true));
            case AnyNode any:
                return WorkOut(any.Operands, state, known, ConstantNode.True) is not { } rest ? ConstantNode.True
                    : rest.Count == 0 ? ConstantNode.False
                    : rest.Count == 1 ? rest[0]
                    : new AnyNode(costs.InOrder(rest, isAnd: false));
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
}
