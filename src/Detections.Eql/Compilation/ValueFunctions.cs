using System.Text;
using Detections.Eql.Functions;
using Detections.Eql.Patterns;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Calls over a field and constants that Elasticsearch runs as queries of its index, which makes a difference: they fold ASCII letters
/// only, and in the constant of <c>endsWith</c> and <c>stringContains</c> <c>*</c> and <c>?</c> are wildcards and <c>\</c> an escape.
/// </summary>
internal static class ValueFunctions
{
    /// <summary>The test of one value of the field, or null if the call is to be computed.</summary>
    public static ValueTest? TryBind(CallExpression call, FieldKind kind)
    {
        var function = FunctionTable.Find(call.Name);
        if (function == CidrMatch.Function)
        {
            return TryBindBlocks(call);
        }

        if (
            kind is not (FieldKind.Text or FieldKind.Unknown)
            || call.Arguments is not [_, LiteralExpression { Value: string text }]
        )
        {
            return null;
        }

        return function == StartsWith.Function ? Begins(Encoding.UTF8.GetBytes(text), call.IgnoresCase)
            : function == EndsWith.Function ? Like($"*{text}", call.IgnoresCase)
            : function == StringContains.Function && text != "" ? Like($"*{text}*", call.IgnoresCase)
            : null;
    }

    private static ValueTest? TryBindBlocks(CallExpression call)
    {
        var blocks = new List<CidrBlock>();
        foreach (var argument in call.Arguments.AsSpan()[1..])
        {
            if (argument is not LiteralExpression literal || !CidrBlock.TryParse(literal.Text, out var block))
            {
                return null;
            }

            blocks.Add(block);
        }

        return value =>
            IpAddress.TryParse(value.Text, out var address) && blocks.Exists(block => block.Contains(address));
    }

    private static ValueTest Begins(byte[] text, bool ignoresCase) =>
        ignoresCase
            ? value => value.Text.Length >= text.Length && AsciiCase.Equals(value.Text[..text.Length], text)
            : value => value.Text.StartsWith(text);

    private static ValueTest Like(string pattern, bool ignoresCase)
    {
        var wildcard = Wildcard.WithEscapes(Encoding.UTF8.GetBytes(pattern), ignoresCase);
        return value => wildcard.Matches(value.Text);
    }
}
