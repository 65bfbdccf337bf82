using System.Collections.Immutable;

namespace Detections.Eql.Shapes;

/// <summary>A step that an event satisfied, and the join keys by which it takes part there.</summary>
internal readonly record struct StepHit(int Step, ImmutableArray<JoinKey> Keys);
