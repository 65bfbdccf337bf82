namespace Detections.Eql.Indexing.Nodes;

/// <summary>True or false.</summary>
internal sealed class ConstantNode : Node
{
    public static readonly ConstantNode True = new(true);
    public static readonly ConstantNode False = new(false);

    private readonly bool _value;

    private ConstantNode(bool value) => _value = value;

    public static ConstantNode Of(bool value) => value ? True : False;

    public override bool Holds(EventState state) => _value;
}
