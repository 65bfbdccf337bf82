using System.Collections.Immutable;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>The distinct names of the fields in an expression, in the order of their appearance.</summary>
internal static class FieldCollector
{
    public static ImmutableArray<string> Collect(Expression expression)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        Visit(expression, names, []);
        return names.ToImmutable();
    }

    private static void Visit(Expression expression, ImmutableArray<string>.Builder names, HashSet<string> seen)
    {
        switch (expression)
        {
            case FieldExpression field when seen.Add(field.Name):
                names.Add(field.Name);
                break;
            case NegationExpression negation:
                Visit(negation.Operand, names, seen);
                break;
            case ArithmeticExpression arithmetic:
                Visit(arithmetic.Left, names, seen);
                Visit(arithmetic.Right, names, seen);
                break;
            case CallExpression call:
                VisitAll(call.Arguments, names, seen);
                break;
            case NotExpression not:
                Visit(not.Operand, names, seen);
                break;
            case LogicalExpression logical:
                VisitAll(logical.Operands, names, seen);
                break;
            case ComparisonExpression comparison:
                Visit(comparison.Left, names, seen);
                Visit(comparison.Right, names, seen);
                break;
            case MembershipExpression membership:
                Visit(membership.Operand, names, seen);
                VisitAll(membership.Values, names, seen);
                break;
            case PatternExpression pattern:
                Visit(pattern.Operand, names, seen);
                break;
        }
    }

    private static void VisitAll(
        ImmutableArray<Expression> expressions,
        ImmutableArray<string>.Builder names,
        HashSet<string> seen
    )
    {
        foreach (var expression in expressions)
        {
            Visit(expression, names, seen);
        }
    }
}
