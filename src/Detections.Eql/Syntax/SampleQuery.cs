using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary><c>sample by … [ … ] [ … ]</c>. The keys of <c>sample by</c> lead those of every term.</summary>
internal sealed record SampleQuery(ImmutableArray<Term> Terms) : Query
{
    public override string ToString() => $"sample {string.Join(' ', Terms)}";
}
