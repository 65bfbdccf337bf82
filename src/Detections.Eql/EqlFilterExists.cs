namespace Detections.Eql;

/// <summary>The field has a value.</summary>
/// <param name="Field">The dotted name.</param>
public sealed record EqlFilterExists(string Field) : EqlFilter
{
    /// <summary>The condition as EQL would write it.</summary>
    public override string ToString() => $"{Field} != null";
}
