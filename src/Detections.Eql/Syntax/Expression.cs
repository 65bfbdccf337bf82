namespace Detections.Eql.Syntax;

/// <summary>A node of the syntax tree. <see cref="object.ToString"/> prints it as EQL with brackets around every condition.</summary>
internal abstract class Expression(TextSpan span)
{
    public TextSpan Span { get; private set; } = span;

    /// <summary>The expression as it is printed beside an operator that binds closer than it may.</summary>
    public virtual string AsOperand => ToString()!;

    /// <summary>Brackets leave no node of their own, but error messages quote them.</summary>
    public Expression InBrackets(TextSpan brackets)
    {
        Span = brackets;
        return this;
    }
}
