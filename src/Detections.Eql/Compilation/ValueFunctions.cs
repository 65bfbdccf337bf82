using System.Collections.Immutable;
using Detections.Eql.Functions;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Calls over a field and constants that test its value as it is, without taking it out of the event.</summary>
internal static class ValueFunctions
{
    /// <summary>The test of one value of the field, or null if the call is to be computed.</summary>
    public static ValueTest? TryBind(CallExpression call, FieldKind kind)
    {
        var function = FunctionTable.Find(call.Name)!;
        if (function == CidrMatch.Function)
        {
            return TryBindBlocks(call);
        }

        if (
            kind is not (FieldKind.Text or FieldKind.Unknown)
            || call.Arguments is not [_, LiteralExpression { Value: string text }]
            // Elasticsearch's wildcard would match any value, the function matches none
            || (function == StringContains.Function && text == "")
            || FieldFunction.TryCreate(function, text, call.IgnoresCase) is not { } test
        )
        {
            return null;
        }

        return value => test(value.Text);
    }

    private static ValueTest? TryBindBlocks(CallExpression call)
    {
        var blocks = ImmutableArray.CreateBuilder<CidrBlock>();
        foreach (var argument in call.Arguments.AsSpan()[1..])
        {
            if (argument is not LiteralExpression literal || !CidrBlock.TryParse(literal.Text, out var block, out _))
            {
                return null;
            }

            blocks.Add(block);
        }

        var all = blocks.ToImmutable();
        return value => IpAddress.TryParse(value.Text, out var address) && CidrMatch.Holds(all, address);
    }
}
