using Detections.Eql.Compilation;

namespace Detections.Eql.Indexing.Nodes;

/// <summary>A function or a calculation, worked out once for each event.</summary>
/// <param name="number">Its number among those.</param>
/// <param name="test">The condition.</param>
internal sealed class ComputedNode(int number, EventTest test) : Node
{
    public override bool Holds(EventState state) => state.Computed(number, test);
}
