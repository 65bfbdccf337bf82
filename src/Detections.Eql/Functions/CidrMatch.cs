using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>cidrMatch(address, block, …)</c>: whether the address is in one of the blocks.</summary>
internal static class CidrMatch
{
    public static readonly Function Function = new(
        "cidrMatch",
        ParameterType.Boolean,
        [
            new("address", ParameterType.Address),
            new("block", ParameterType.Text) { IsRepeated = true, IsConstant = true },
        ]
    )
    {
        Body = Evaluate,
        Objection = (constant, index) =>
            index == 0 || constant.IsNull || CidrBlock.TryParse(constant.ToString(), out _)
                ? null
                : "must be a block of addresses such as [10.0.0.0/8] or [fe80::/10]",
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments)
    {
        if (arguments.HasNull || !TryRead(arguments[0], out var address))
        {
            return Scalar.Null;
        }

        foreach (var block in arguments[1..])
        {
            if (CidrBlock.TryParse(block.ToString(), out var parsed) && parsed.Contains(address))
            {
                return Scalar.True;
            }
        }

        return Scalar.False;
    }

    private static bool TryRead(Scalar value, out IpAddress address)
    {
        if (value.Kind == ScalarKind.Address)
        {
            address = (IpAddress)value.Reference;
            return true;
        }

        return IpAddress.TryParse(value.ToString(), out address);
    }
}
