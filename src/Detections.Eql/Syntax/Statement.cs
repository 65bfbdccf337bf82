using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary>A whole query: an <see cref="EventQuery"/>, <see cref="SequenceQuery"/> or <see cref="SampleQuery"/>, and its pipes.</summary>
internal sealed record Statement(Query Query, ImmutableArray<Pipe> Pipes)
{
    public override string ToString() => string.Join(" ", (IEnumerable<object>)[Query, .. Pipes]);
}
