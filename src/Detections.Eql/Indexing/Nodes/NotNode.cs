namespace Detections.Eql.Indexing.Nodes;

/// <summary>The complement.</summary>
internal sealed class NotNode(Node operand) : Node
{
    public Node Operand => operand;

    public override bool Holds(EventState state) => !operand.Holds(state);
}
