namespace Detections.Eql.Compilation.Conditions;

/// <summary>True or false whatever the event is.</summary>
internal sealed class ConstantCondition(bool value) : Condition
{
    public bool Value => value;

    public override EventTest Compile() => _ => value;
}
