namespace Detections.Eql.Compilation.Conditions;

/// <summary>The field has no value.</summary>
internal sealed class MissingCondition(int slot) : Condition
{
    public int Slot => slot;

    public override EventTest Compile() => values => !values.Has(slot);
}
