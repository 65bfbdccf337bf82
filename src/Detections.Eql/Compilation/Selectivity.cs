using System.Collections.Immutable;
using System.Linq;

namespace Detections.Eql.Compilation;

/// <summary>
/// Guesses which share of all events satisfies a condition. It need only tell a step that names something from one that names a kind of
/// event; a wrong guess costs time and no match.
/// </summary>
internal static class Selectivity
{
    private const double OfKind = 0.3;
    private const double OfPresence = 0.5;
    private const double OfText = 0.002;
    private const double OfPattern = 0.01;

    /// <summary>Fields that say of what kind an event is: a few values share all events.</summary>
    private static readonly ImmutableArray<string> Kinds = ["event.", "host.os.", "data_stream.", "agent.", "user.id"];

    public static double Of(EqlFilter filter) =>
        filter switch
        {
            EqlFilterAll all => all.Parts.Aggregate(1.0, (share, part) => share * Of(part)),
            EqlFilterAny any => Math.Min(1, any.Parts.Sum(Of)),
            EqlFilterAnyOf anyOf => Kinds.Any(kind => anyOf.Field.StartsWith(kind, StringComparison.Ordinal))
                ? OfKind
                : Math.Min(OfPresence, OfText * anyOf.Values.Length),
            EqlFilterLike like => Math.Min(OfPresence, OfPattern * like.Patterns.Length),
            _ => OfPresence,
        };
}
