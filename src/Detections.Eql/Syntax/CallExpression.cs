using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary><c>function(…)</c>, or <c>function~(…)</c> where letter case is of no account.</summary>
internal sealed class CallExpression(
    TextSpan span,
    TextSpan nameSpan,
    string name,
    bool ignoresCase,
    ImmutableArray<Expression> arguments
) : Expression(span)
{
    public TextSpan NameSpan { get; } = nameSpan;

    /// <summary>The name as written, without the tilde.</summary>
    public string Name { get; } = name;

    public bool IgnoresCase { get; } = ignoresCase;

    public ImmutableArray<Expression> Arguments { get; } = arguments;

    public override string ToString() => $"{Name}{(IgnoresCase ? "~" : "")}({string.Join(", ", Arguments)})";
}
