using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql;

/// <summary>
/// A value of the field fits one of some patterns, in which <c>*</c> is any run of characters, <c>?</c> any one code point, and
/// everything else, a backslash too, itself.
/// </summary>
/// <param name="Field">The dotted name.</param>
/// <param name="Patterns">The patterns.</param>
/// <param name="IgnoresCase">Whether upper and lower case ASCII letters are the same.</param>
public sealed record EqlFilterLike(string Field, ImmutableArray<string> Patterns, bool IgnoresCase) : EqlFilter
{
    /// <summary>The condition as EQL would write it.</summary>
    public override string ToString() =>
        $"{Field} {(IgnoresCase ? "like~" : "like")} ({string.Join(", ", Patterns.Select(StringLiteral.Write))})";
}
