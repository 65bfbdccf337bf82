namespace Detections.Eql.Indexing.Nodes;

/// <summary>A disjunction.</summary>
internal sealed class AnyNode(Node[] operands) : Node
{
    public Node[] Operands => operands;

    public override bool Holds(EventState state)
    {
        foreach (var operand in operands)
        {
            if (operand.Holds(state))
            {
                return true;
            }
        }

        return false;
    }
}
