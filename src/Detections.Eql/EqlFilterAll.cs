using System.Collections.Immutable;

namespace Detections.Eql;

/// <summary>Satisfied by what satisfies all parts; without parts, by everything.</summary>
/// <param name="Parts">The parts.</param>
public sealed record EqlFilterAll(ImmutableArray<EqlFilter> Parts) : EqlFilter
{
    /// <summary>The condition as EQL would write it.</summary>
    public override string ToString() => Parts.IsEmpty ? "true" : $"({string.Join(" and ", Parts)})";
}
