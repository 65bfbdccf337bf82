using System.Collections.Immutable;
using System.Linq;

namespace Detections.Eql.Compilation;

/// <summary>A condition as it is written, each of its parts compiled by itself.</summary>
/// <param name="Text">The condition as it is written.</param>
/// <param name="Operator">The word that joins or negates its parts.</param>
/// <param name="Constant">What it is whatever the event, where there is no <paramref name="Test"/>.</param>
/// <param name="Test">Its verdict.</param>
/// <param name="Fields">The fields that it reads, where it has no parts.</param>
/// <param name="Computations">What it computes of them.</param>
/// <param name="Parts">What it joins or negates.</param>
internal sealed record ExplainedCondition(
    string Text,
    string? Operator,
    bool? Constant,
    EventTest? Test,
    ImmutableArray<(string Name, int Slot)> Fields,
    ImmutableArray<Computation> Computations,
    ImmutableArray<ExplainedCondition> Parts
)
{
    public EqlExplanation Explain(EqlEvent values) =>
        new(
            Text,
            Operator,
            Test?.Invoke(values) ?? Constant,
            [
                .. Fields.Select(field => new EqlValues(field.Name, FieldText.Read(values, field.Slot))),
                .. Computations.Select(computation => new EqlValues(computation.Text, computation.Values(values))),
            ],
            [.. Parts.Select(part => part.Explain(values))]
        );
}
