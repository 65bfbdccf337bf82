namespace Detections.Eql.Compilation.Conditions;

/// <summary>A disjunction.</summary>
internal sealed class AnyCondition(Condition[] operands) : Condition
{
    public Condition[] Operands => operands;

    public override EventTest Compile()
    {
        var tests = Array.ConvertAll(operands, operand => operand.Compile());
        return values =>
        {
            foreach (var test in tests)
            {
                if (test(values))
                {
                    return true;
                }
            }

            return false;
        };
    }
}
