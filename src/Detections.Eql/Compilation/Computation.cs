using System.Collections.Immutable;
using System.Linq;

namespace Detections.Eql.Compilation;

/// <summary>A function or a calculation inside of a condition, for which an explanation shows what it came to.</summary>
internal sealed class Computation(string text, Operand operand, ImmutableArray<int> slots)
{
    /// <summary>How many combinations of values are shown; the verdict does not depend on it.</summary>
    private const int MostShown = 20;

    public string Text { get; } = text;

    /// <summary>What it comes to for the combinations of the values of its fields, null left out.</summary>
    public ImmutableArray<string> Values(EqlEvent values)
    {
        var texts = new List<string>();
        foreach (var picks in Combinations(values, slots, []).Take(MostShown))
        {
            var value = operand(values, picks.AsSpan());
            if (!value.IsNull)
            {
                texts.Add(value.ToString());
            }
        }

        return [.. texts.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<ImmutableArray<int>> Combinations(
        EqlEvent values,
        ImmutableArray<int> slots,
        ImmutableArray<int> chosen
    )
    {
        if (chosen.Length == slots.Length)
        {
            yield return chosen;
            yield break;
        }

        var pick = values.First(slots[chosen.Length]);
        do
        {
            foreach (var picks in Combinations(values, slots, chosen.Add(pick)))
            {
                yield return picks;
            }

            pick = pick < 0 ? -1 : values.Next(pick);
        } while (pick >= 0);
    }
}
