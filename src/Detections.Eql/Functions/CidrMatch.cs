using System.Collections.Immutable;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>cidrMatch(source, block, ...)</c>: whether an address lies in one of the blocks. They are read once, at the start.</summary>
internal static class CidrMatch
{
    public static Function Function { get; } =
        new(
            "cidrMatch",
            ParameterType.Boolean,
            [
                new Parameter("source", ParameterType.Address),
                new Parameter("cidr_block", ParameterType.Text, IsRepeated: true, IsConstant: true),
            ],
            Bind
        );

    /// <summary>Whether an address lies in one of the blocks.</summary>
    public static bool Holds(ImmutableArray<CidrBlock> blocks, IpAddress address)
    {
        foreach (var block in blocks)
        {
            if (block.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static FunctionBinding Bind(IReadOnlyList<Scalar?> constants, bool ignoresCase)
    {
        if (constants[0] is { Kind: ScalarKind.Text, Reference: string source } && !IpAddress.TryParse(source, out _))
        {
            return FunctionBinding.Wrong(0, $"[{source}] is not an IPv4 or IPv6 address");
        }

        var blocks = ImmutableArray.CreateBuilder<CidrBlock>();
        for (var index = 1; index < constants.Count; index++)
        {
            var constant = constants[index]!.Value;
            if (constant.IsNull)
            {
                return FunctionBinding.Of(_ => Scalar.Null);
            }

            if (!CidrBlock.TryParse(constant.ToString(), out var block, out var problem))
            {
                return FunctionBinding.Wrong(index, problem);
            }

            blocks.Add(block);
        }

        var all = blocks.ToImmutable();
        return FunctionBinding.Of(arguments =>
            Coerce.TryAddress(arguments[0], out var address) ? Scalar.Of(Holds(all, address)) : Scalar.Null
        );
    }
}
