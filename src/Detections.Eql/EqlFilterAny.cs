using System.Collections.Immutable;

namespace Detections.Eql;

/// <summary>Satisfied by what satisfies one of the parts; without parts, by nothing.</summary>
/// <param name="Parts">The parts.</param>
public sealed record EqlFilterAny(ImmutableArray<EqlFilter> Parts) : EqlFilter
{
    /// <summary>The condition as EQL would write it.</summary>
    public override string ToString() => Parts.IsEmpty ? "false" : $"({string.Join(" or ", Parts)})";
}
