namespace Detections.Eql.Indexing.Nodes;

/// <summary>The field has no value.</summary>
internal sealed class MissingNode(int slot) : Node
{
    public int Slot => slot;

    public override bool Holds(EventState state) => !state.Values.Has(slot);
}
