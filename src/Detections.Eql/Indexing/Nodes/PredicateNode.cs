namespace Detections.Eql.Indexing.Nodes;

/// <summary>A value of one field passes a test.</summary>
internal sealed class PredicateNode(Predicate predicate) : Node
{
    public Predicate Predicate => predicate;

    public override bool Holds(EventState state) => state.FieldOf(predicate.Slot).Holds(state, predicate);
}
