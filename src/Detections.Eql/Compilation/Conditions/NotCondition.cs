namespace Detections.Eql.Compilation.Conditions;

/// <summary>The plain complement.</summary>
internal sealed class NotCondition(Condition operand) : Condition
{
    public Condition Operand => operand;

    public override EventTest Compile()
    {
        var test = operand.Compile();
        return values => !test(values);
    }
}
