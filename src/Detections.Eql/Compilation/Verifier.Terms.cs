using System.Collections.Immutable;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>The terms of sequences and samples, whose join keys have to be of one type.</summary>
internal sealed partial class Verifier
{
    private void VerifyTerms(ImmutableArray<Term> terms)
    {
        foreach (var term in terms)
        {
            VerifyFilter(term.Filter);
            for (var index = 0; index < term.Keys.Length; index++)
            {
                VerifyKey(term.Keys[index], terms[0].Keys[index]);
            }
        }
    }

    private void VerifyKey(FieldExpression key, FieldExpression first)
    {
        fields.Verify(key);
        var (type, expected) = (TypeOf(key), TypeOf(first));
        if (type != expected && IsKnown(type) && IsKnown(expected))
        {
            throw source.Error(
                key.Span,
                $"Sequence key [{key.Name}] type [{resolver.TypeName(key.Name)}] is incompatible with key [{first.Name}] type [{resolver.TypeName(first.Name)}]"
            );
        }
    }

    private static bool IsKnown(StaticType type) => type is not (StaticType.Unknown or StaticType.Null);
}
