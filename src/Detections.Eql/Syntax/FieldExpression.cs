namespace Detections.Eql.Syntax;

/// <summary>A field by its dotted name, without back-ticks; optional if a question mark stood in front.</summary>
internal sealed class FieldExpression(TextSpan span, string name, bool isOptional = false) : Expression(span)
{
    public string Name { get; } = name;

    public override string ToString() => isOptional ? $"?{Name}" : Name;
}
