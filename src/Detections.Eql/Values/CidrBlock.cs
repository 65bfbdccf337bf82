using System.Globalization;

namespace Detections.Eql.Values;

/// <summary>A block of addresses such as <c>10.0.0.0/8</c>; bits of the host may be set, and an address alone is
/// a block of one. Addresses of the other family are outside.</summary>
internal readonly record struct CidrBlock(IpAddress Address, int PrefixLength)
{
    public static bool TryParse(ReadOnlySpan<char> text, out CidrBlock block)
    {
        block = default;
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            var isAddress = IpAddress.TryParse(text, out var single);
            block = new CidrBlock(single, 128);
            return isAddress;
        }

        if (
            !IpAddress.TryParse(text[..slash], out var address)
            || text.Length - slash > 4
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > (address.IsIPv4 ? 32 : 128)
        )
        {
            return false;
        }

        block = new CidrBlock(address, address.IsIPv4 ? length + 96 : length);
        return true;
    }

    public bool Contains(IpAddress address)
    {
        var hostBits = 128 - PrefixLength;
        return address.IsIPv4 == Address.IsIPv4
            && (hostBits == 128 || address.Bits >> hostBits == Address.Bits >> hostBits);
    }
}
