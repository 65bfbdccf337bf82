using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Shapes;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>What the events of a step have in common, and the fields of its join key.</summary>
/// <param name="Condition">What all that satisfy the step satisfy.</param>
/// <param name="KeyFields">The fields, null for one that no event has.</param>
internal sealed record StepFilter(EqlFilter Condition, ImmutableArray<string?> KeyFields)
{
    /// <summary>A longer value may have been stored otherwise than it was written.</summary>
    private const int LongestText = 250;

    /// <summary>What the events of the step that have one of some join keys have in common.</summary>
    public EqlFilter With(IReadOnlyCollection<JoinKey> keys) =>
        keys.Count == 0
            ? EqlFilter.Nothing
            : EqlFilter.All([Condition, .. KeyFields.Select((field, part) => Among(field, part, keys))]);

    private static EqlFilter Among(string? field, int part, IReadOnlyCollection<JoinKey> keys)
    {
        var values = keys.Select(key => key.Values[part]).ToList();
        return field is null || values.Exists(value => value.IsNull) ? EqlFilter.Everything
            : values.TrueForAll(IsPlain)
                ? new EqlFilterAnyOf(
                    field,
                    [.. values.Select(value => value.ToString()).Distinct()],
                    IgnoresCase: false
                )
            : new EqlFilterExists(field);
    }

    /// <summary>Whether the value is spelled in one way only, and as it was in the event.</summary>
    private static bool IsPlain(Scalar value) =>
        value.Kind == ScalarKind.Text
        && value.ToString() is { Length: <= LongestText } text
        && !text.Contains('\uFFFD');
}
