using System.Collections.Immutable;
using Detections.Eql.Shapes;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Reads the join keys of an event: one for every element of the cartesian product of its key fields' distinct values. An event that
/// lacks a key takes no part, unless the key is optional: then null is a value as any other.
/// </summary>
internal sealed class JoinKeyReader(ImmutableArray<JoinKeyReader.Part> parts)
{
    /// <summary>Adds the keys, and says whether there were more than the limit.</summary>
    public bool TryRead(EqlEvent values, int limit, List<JoinKey> keys)
    {
        if (parts.IsEmpty)
        {
            keys.Add(JoinKey.None);
            return true;
        }

        var choices = new Scalar[parts.Length][];
        for (var index = 0; index < parts.Length; index++)
        {
            choices[index] = ValuesOf(values, parts[index]);
            if (choices[index].Length == 0)
            {
                return true;
            }
        }

        var picks = new int[parts.Length];
        do
        {
            if (keys.Count == limit)
            {
                return false;
            }

            keys.Add(Pick(choices, picks));
        } while (Advance(choices, picks));
        return true;
    }

    /// <summary>
    /// Whether the event may have one of the keys: that each of its values is one of an open key, it need not be the same. Where this says no,
    /// it has none, and of texts that is found out without allocating.
    /// </summary>
    public bool MayReadOneOf(EqlEvent values, OpenKeys open)
    {
        if (open.Count == 0)
        {
            return false;
        }

        for (var index = 0; index < parts.Length; index++)
        {
            if (!MayBeOpen(values, index, open))
            {
                return false;
            }
        }

        return true;
    }

    private bool MayBeOpen(EqlEvent values, int index, OpenKeys open)
    {
        var part = parts[index];
        var value = part.Slot < 0 ? -1 : values.First(part.Slot);
        if (value < 0)
        {
            return part.IsOptional && open.MayHaveNull(index);
        }

        while (value >= 0 && !open.MayHave(index, values.Value(value), part.Kind, part.Format))
        {
            value = values.Next(value);
        }

        return value >= 0;
    }

    private static JoinKey Pick(Scalar[][] choices, int[] picks)
    {
        var key = ImmutableArray.CreateBuilder<Scalar>(choices.Length);
        for (var index = 0; index < choices.Length; index++)
        {
            key.Add(choices[index][picks[index]]);
        }

        return new JoinKey(key.MoveToImmutable());
    }

    private static bool Advance(Scalar[][] choices, int[] picks)
    {
        for (var index = picks.Length - 1; index >= 0; index--)
        {
            if (++picks[index] < choices[index].Length)
            {
                return true;
            }

            picks[index] = 0;
        }

        return false;
    }

    private static Scalar[] ValuesOf(EqlEvent values, Part part)
    {
        var first = part.Slot < 0 ? -1 : values.First(part.Slot);
        if (first < 0)
        {
            return part.IsOptional ? [Scalar.Null] : [];
        }

        if (values.Next(first) < 0)
        {
            return [FieldValue.Read(values.Value(first), part.Kind, part.Format)];
        }

        var distinct = new SortedSet<Scalar>();
        for (var index = first; index >= 0; index = values.Next(index))
        {
            distinct.Add(FieldValue.Read(values.Value(index), part.Kind, part.Format));
        }

        return [.. distinct];
    }

    internal readonly record struct Part(int Slot, FieldKind Kind, DateFormat? Format, bool IsOptional);
}
