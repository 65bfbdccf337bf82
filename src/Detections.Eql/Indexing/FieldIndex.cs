using System.Numerics;
using Detections.Eql.Execution;

namespace Detections.Eql.Indexing;

/// <summary>Finds the predicates of one field that a value passes without asking each of them.</summary>
internal sealed class FieldIndex
{
    private readonly Predicate[] _predicates;
    private readonly LiteralTable _literals;
    private readonly GramTable? _grams;
    private readonly ulong[] _others;

    /// <summary>Of the value that is looked at: a gram may be in it a million times, and one test is enough.</summary>
    private readonly ulong[] _asked;

    /// <param name="predicates">All of the field.</param>
    /// <param name="grams">What was seen of its values; none where no pattern is looked for in them.</param>
    public FieldIndex(Predicate[] predicates, GramSketch? grams)
    {
        _predicates = predicates;
        _literals = new(predicates);
        _grams = grams is null ? null : new(predicates, grams);
        _others = new ulong[BitSet.WordsOf(predicates.Length)];
        _asked = new ulong[_others.Length];
        foreach (var predicate in predicates)
        {
            if (predicate.Needles is null)
            {
                BitSet.Add(_others, predicate.Number);
            }
        }
    }

    /// <summary>How many tests a value costs on average if the predicate is wanted.</summary>
    public double ExpectedTests(Predicate predicate) =>
        predicate.Needles is null ? 1 : _grams?.ExpectedTests[predicate.Number] ?? 0;

    /// <summary>Adds those of the wanted predicates that the value passes.</summary>
    public void Find(EventValue value, ReadOnlySpan<ulong> wanted, Span<ulong> found, FoldedText folded)
    {
        if (!_literals.IsEmpty || _grams is not null)
        {
            Array.Clear(_asked);
            var text = folded.Fold(value.Text);
            Test(_literals.IsEmpty ? [] : _literals.Find(text), value, wanted, found);
            for (var position = 0; _grams is not null && position < text.Length; )
            {
                Test(_grams.FindNext(text, ref position), value, wanted, found);
            }
        }

        for (var word = 0; word < _others.Length; word++)
        {
            for (var left = _others[word] & wanted[word] & ~found[word]; left != 0; left &= left - 1)
            {
                var number = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (_predicates[number].Test(value))
                {
                    BitSet.Add(found, number);
                }
            }
        }
    }

    private void Test(ReadOnlySpan<int> numbers, EventValue value, ReadOnlySpan<ulong> wanted, Span<ulong> found)
    {
        foreach (var number in numbers)
        {
            if (!BitSet.Has(wanted, number) || BitSet.Has(found, number) || BitSet.Has(_asked, number))
            {
                continue;
            }

            BitSet.Add(_asked, number);
            if (_predicates[number].Test(value))
            {
                BitSet.Add(found, number);
            }
        }
    }
}
