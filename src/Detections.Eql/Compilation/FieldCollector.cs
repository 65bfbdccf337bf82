using System.Collections.Immutable;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>The distinct names of the fields in an expression, in the order of their appearance.</summary>
internal static class FieldCollector
{
    public static ImmutableArray<string> Collect(Expression expression)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>();
        foreach (var field in Fields(expression))
        {
            if (seen.Add(field.Name))
            {
                names.Add(field.Name);
            }
        }

        return names.ToImmutable();
    }

    /// <summary>All occurrences of fields.</summary>
    public static List<FieldExpression> Fields(Expression expression)
    {
        var fields = new List<FieldExpression>();
        Visit(expression, fields);
        return fields;
    }

    private static void Visit(Expression expression, List<FieldExpression> fields)
    {
        switch (expression)
        {
            case FieldExpression field:
                fields.Add(field);
                break;
            case NegationExpression negation:
                Visit(negation.Operand, fields);
                break;
            case ArithmeticExpression arithmetic:
                Visit(arithmetic.Left, fields);
                Visit(arithmetic.Right, fields);
                break;
            case CallExpression call:
                VisitAll(call.Arguments, fields);
                break;
            case NotExpression not:
                Visit(not.Operand, fields);
                break;
            case LogicalExpression logical:
                VisitAll(logical.Operands, fields);
                break;
            case ComparisonExpression comparison:
                Visit(comparison.Left, fields);
                Visit(comparison.Right, fields);
                break;
            case MembershipExpression membership:
                Visit(membership.Operand, fields);
                VisitAll(membership.Values, fields);
                break;
            case PatternExpression pattern:
                Visit(pattern.Operand, fields);
                break;
        }
    }

    private static void VisitAll(ImmutableArray<Expression> expressions, List<FieldExpression> fields)
    {
        foreach (var expression in expressions)
        {
            Visit(expression, fields);
        }
    }
}
