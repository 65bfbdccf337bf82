namespace Detections.Eql.Compilation;

/// <summary>
/// A leaf that computes: true if it is for any combination of the values of its fields, where every occurrence of a field ranges
/// over its values by itself and a field without a value contributes null.
/// </summary>
internal sealed class Leaf(Operand condition, int[] slots)
{
    /// <summary>Values looked at in all combinations; beyond it an event could keep a rule busy for as long as it likes.</summary>
    private const int MaxLooks = 200_000;

    public bool Matches(EqlEvent values)
    {
        var picks = slots.Length <= 32 ? stackalloc int[slots.Length] : new int[slots.Length];
        for (var index = 0; index < picks.Length; index++)
        {
            picks[index] = values.First(slots[index]);
        }

        for (var looks = 0; looks < MaxLooks; looks += picks.Length)
        {
            if (condition(values, picks).IsTrue)
            {
                return true;
            }

            if (!Advance(values, picks))
            {
                return false;
            }
        }

        values.MarkCut();
        return false;
    }

    /// <summary>The next combination, the last field varying fastest, or false after the last.</summary>
    private bool Advance(EqlEvent values, Span<int> picks)
    {
        for (var index = picks.Length - 1; index >= 0; index--)
        {
            var next = picks[index] < 0 ? -1 : values.Next(picks[index]);
            if (next >= 0)
            {
                picks[index] = next;
                return true;
            }

            picks[index] = values.First(slots[index]);
        }

        return false;
    }
}
