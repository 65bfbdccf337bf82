using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql;

/// <summary>A value of the field equals one of some texts.</summary>
/// <param name="Field">The dotted name.</param>
/// <param name="Values">The texts.</param>
/// <param name="IgnoresCase">Whether upper and lower case ASCII letters are the same.</param>
public sealed record EqlFilterAnyOf(string Field, ImmutableArray<string> Values, bool IgnoresCase) : EqlFilter
{
    /// <summary>The condition as EQL would write it.</summary>
    public override string ToString() =>
        $"{Field} {(IgnoresCase ? "in~" : "in")} ({string.Join(", ", Values.Select(StringLiteral.Write))})";
}
