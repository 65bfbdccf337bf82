using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Detections.Eql.Values;

/// <summary>A block of addresses, <c>10.0.0.0/8</c>. Bits beyond the prefix are ignored; an address alone is a block of one.</summary>
internal sealed class CidrBlock
{
    private readonly UInt128 _network;
    private readonly UInt128 _mask;
    private readonly bool _isVersion4;

    private CidrBlock(IpAddress address, int hostBits)
    {
        _mask = hostBits == 128 ? 0 : UInt128.MaxValue << hostBits;
        _network = address.Bits & _mask;
        _isVersion4 = address.IsVersion4;
    }

    /// <summary>The least address, as a number.</summary>
    public UInt128 First => _network;

    /// <summary>The greatest address, as a number.</summary>
    public UInt128 Last => _network | ~_mask;

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out CidrBlock? block,
        [NotNullWhen(false)] out string? problem
    )
    {
        block = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        if (!IpAddress.TryParse(addressText, out var address))
        {
            problem =
                $"[{text}] is not a block of addresses; write an IPv4 or IPv6 block such as [10.0.0.0/8] or [fe80::/10]";
            return false;
        }

        var bits = address.IsVersion4 ? 32 : 128;
        if (slash < 0)
        {
            (block, problem) = (new CidrBlock(address, hostBits: 0), null);
            return true;
        }

        if (address.IsVersion4 && addressText.Contains(':', StringComparison.Ordinal))
        {
            problem =
                $"[{text}] gives a prefix length to an IPv4 address in IPv6 form, which can be read in two ways; write [{address}] in its place";
            return false;
        }

        if (
            !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > bits
        )
        {
            problem = $"[{text}] has no prefix length between 0 and {bits} after the slash";
            return false;
        }

        (block, problem) = (new CidrBlock(address, bits - prefix), null);
        return true;
    }

    /// <summary>Whether the block holds an address; never one of the other version.</summary>
    public bool Contains(IpAddress address) => address.IsVersion4 == _isVersion4 && (address.Bits & _mask) == _network;
}
