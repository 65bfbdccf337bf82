namespace Detections.Eql.Compilation.Conditions;

/// <summary>Any value of one field passes a test; a missing field has none, so it never does.</summary>
/// <param name="slot">The field's.</param>
/// <param name="test">The test of one value.</param>
/// <param name="isRegex">Whether the test takes far longer than others do.</param>
/// <param name="filter">What every value that passes has in common.</param>
internal sealed class FieldCondition(int slot, ValueTest test, bool isRegex, Func<EqlFilter> filter) : Condition
{
    private readonly EventTest _compiled = values =>
    {
        for (var index = values.First(slot); index >= 0; index = values.Next(index))
        {
            if (test(values.Value(index)))
            {
                return true;
            }
        }

        return false;
    };

    public int Slot => slot;

    public ValueTest Test => test;

    public bool IsRegex => isRegex;

    public EqlFilter Filter => filter();

    public override EventTest Compile() => _compiled;
}
