using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary><c>sequence by … with maxspan=… [ … ] … until [ … ]</c>. The keys of <c>sequence by</c> lead those of every term.</summary>
/// <param name="Terms">The terms in order, without that of <c>until</c>.</param>
/// <param name="Until">The term of <c>until</c>, if there is one.</param>
/// <param name="MaxSpan">The time from the first to the last event, both included, if it is limited.</param>
internal sealed record SequenceQuery(ImmutableArray<Term> Terms, Term? Until, TimeSpan? MaxSpan) : Query
{
    public override string ToString()
    {
        var span = MaxSpan is { } limit ? $" with maxspan={(long)limit.TotalMilliseconds}ms" : "";
        return $"sequence{span} {string.Join(' ', Terms)}{(Until is null ? "" : $" until {Until}")}";
    }
}
