namespace Detections.Eql.Indexing.Nodes;

/// <summary>A condition whose predicates are shared by all rules.</summary>
internal abstract class Node
{
    /// <summary>Whether the event that the matcher looks at satisfies it.</summary>
    public abstract bool Holds(EventState state);
}
