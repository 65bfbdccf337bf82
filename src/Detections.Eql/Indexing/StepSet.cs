using Detections.Eql.Compilation.Conditions;
using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>The conditions of many steps over the same fields, in which a predicate that several make is one.</summary>
internal sealed class StepSet
{
    private readonly Dictionary<FieldCondition, PredicateNode> _predicates = [];
    private readonly Dictionary<string, ComputedNode> _computed = new(StringComparer.Ordinal);
    private readonly List<Predicate>[] _bySlot;

    /// <exception cref="ArgumentException">The steps were compiled against different tables.</exception>
    public StepSet(IReadOnlyList<EqlStep> steps)
    {
        Fields = steps.Count == 0 ? FieldTable.Create([]) : steps[0].Fields;
        _bySlot = new List<Predicate>[Fields.Count];
        for (var slot = 0; slot < _bySlot.Length; slot++)
        {
            _bySlot[slot] = [];
        }

        Conditions = new Node[steps.Count];
        for (var step = 0; step < steps.Count; step++)
        {
            if (steps[step].Fields != Fields)
            {
                throw new ArgumentException(
                    "All steps have to be compiled against the same field table",
                    nameof(steps)
                );
            }

            Conditions[step] = Share(steps[step].Condition);
        }

        Predicates = Array.ConvertAll(_bySlot, predicates => predicates.ToArray());
    }

    public FieldTable Fields { get; }

    /// <summary>By step.</summary>
    public Node[] Conditions { get; }

    /// <summary>By slot.</summary>
    public Predicate[][] Predicates { get; }

    public int ComputedCount => _computed.Count;

    private Node Share(Condition condition) =>
        condition switch
        {
            ConstantCondition constant => ConstantNode.Of(constant.Value),
            NotCondition not => new NotNode(Share(not.Operand)),
            AllCondition all => new AllNode(Array.ConvertAll(all.Operands, Share)),
            AnyCondition any => new AnyNode(Array.ConvertAll(any.Operands, Share)),
            MissingCondition missing => new MissingNode(missing.Slot),
            FieldCondition field => Share(field),
            ComputedCondition computed => Share(computed),
            _ => throw new InvalidOperationException($"[{condition}] is no condition"),
        };

    private PredicateNode Share(FieldCondition field)
    {
        if (!_predicates.TryGetValue(field, out var node))
        {
            var predicates = _bySlot[field.Slot];
            var needles = Needles.Of(field.Filter);
            var cost = CostModel.OfTest(needles, field.IsRegex);
            node = new(new(field.Slot, predicates.Count, field.Test, needles, cost));
            predicates.Add(node.Predicate);
            _predicates.Add(field, node);
        }

        return node;
    }

    private ComputedNode Share(ComputedCondition computed)
    {
        if (!_computed.TryGetValue(computed.Meaning, out var node))
        {
            _computed.Add(computed.Meaning, node = new(_computed.Count, computed.Compile()));
        }

        return node;
    }
}
