namespace Detections.Eql.Compilation.Conditions;

/// <summary>A function or a calculation over values of several fields, or one that has no form as a test of single values.</summary>
/// <param name="meaning">Equal for conditions that mean the same.</param>
/// <param name="test">The condition.</param>
internal sealed class ComputedCondition(string meaning, EventTest test) : Condition
{
    public string Meaning => meaning;

    public override EventTest Compile() => test;
}
