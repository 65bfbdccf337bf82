using Detections.Eql.Compilation;

namespace Detections.Eql.Indexing;

/// <summary>A test of the values of one field, which all rules that make it share.</summary>
/// <param name="Slot">The field's.</param>
/// <param name="Number">Its number among the predicates of the field.</param>
/// <param name="Test">The test of one value.</param>
/// <param name="Needles">What a value that passes holds; null where nothing is known.</param>
/// <param name="Cost">What a test of a value takes, about, in nanoseconds.</param>
internal sealed record Predicate(int Slot, int Number, ValueTest Test, Needles? Needles, double Cost)
{
    public bool Holds(EqlEvent values)
    {
        for (var index = values.First(Slot); index >= 0; index = values.Next(index))
        {
            if (Test(values.Value(index)))
            {
                return true;
            }
        }

        return false;
    }
}
