using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>What is left to ask of an event whose kind is known.</summary>
/// <param name="Always">Steps that every event of the kind satisfies.</param>
/// <param name="Conditions">By step, what is left of its condition.</param>
/// <param name="Anchors">Predicates of which one has to hold for a step, by field.</param>
/// <param name="Residual">Steps without such predicates.</param>
internal sealed record Program(int[] Always, Node[] Conditions, Anchors[] Anchors, int[] Residual);
