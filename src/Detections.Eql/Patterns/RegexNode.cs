using System.Collections.Immutable;

namespace Detections.Eql.Patterns;

/// <summary>
/// A regular expression of Lucene, translated as far as .NET has the same operators. Where it has not, a truth function of
/// expressions remains: .NET cannot intersect or complement.
/// </summary>
internal abstract record RegexNode
{
    /// <summary>An expression in the syntax of .NET.</summary>
    /// <param name="Pattern">The expression, without anchors.</param>
    /// <param name="Literal">The only text that it matches, if there is just one.</param>
    /// <param name="IsUnit">Whether a quantifier behind it means all of it.</param>
    internal sealed record Translated(string Pattern, string? Literal, bool IsUnit) : RegexNode
    {
        public string Unit => IsUnit ? Pattern : $"(?:{Pattern})";
    }

    /// <summary>Matches what any of the nodes matches.</summary>
    internal sealed record Union(ImmutableArray<RegexNode> Nodes) : RegexNode;

    /// <summary>Matches what all of the nodes match.</summary>
    internal sealed record Intersection(ImmutableArray<RegexNode> Nodes) : RegexNode;

    /// <summary>Matches what the node does not match.</summary>
    internal sealed record Complement(RegexNode Node) : RegexNode;
}
