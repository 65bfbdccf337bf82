namespace Detections.Eql.Indexing.Nodes;

/// <summary>A conjunction.</summary>
internal sealed class AllNode(Node[] operands) : Node
{
    public Node[] Operands => operands;

    public override bool Holds(EventState state)
    {
        foreach (var operand in operands)
        {
            if (!operand.Holds(state))
            {
                return false;
            }
        }

        return true;
    }
}
