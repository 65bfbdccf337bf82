using System.Collections.Immutable;

namespace Detections.Eql;

/// <summary>A condition of a query, what it came to for one event, and why.</summary>
/// <param name="Text">The condition as it is written; that of the category, which is written nowhere, as it is understood.</param>
/// <param name="Operator">How its children decide it: <c>and</c>, <c>or</c>, <c>not</c>, or null where it has none.</param>
/// <param name="Verdict">Whether the event satisfies it; null where it is null whatever the event, which counts as not satisfied.</param>
/// <param name="Values">The values that were read and computed for it; none where it has <paramref name="Children"/>.</param>
/// <param name="Children">The conditions that it joins by <c>and</c> or <c>or</c>, or the one that it negates.</param>
public sealed record EqlExplanation(
    string Text,
    string? Operator,
    bool? Verdict,
    ImmutableArray<EqlValues> Values,
    ImmutableArray<EqlExplanation> Children
);
