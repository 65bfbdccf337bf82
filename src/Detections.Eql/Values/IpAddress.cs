using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>
/// An IP address, equal however it is spelled. Unlike the framework's parser this one takes nothing but four decimal numbers, or
/// IPv6 without a zone. An IPv4 address written as IPv6 (<c>::ffff:10.0.0.1</c>) is that IPv4 address, as in Elasticsearch.
/// </summary>
internal readonly record struct IpAddress(UInt128 Bits) : IComparable<IpAddress>, IComparable
{
    private const int Longest = 45;
    private static readonly UInt128 Mapped = (UInt128)0xFFFF << 32;

    public bool IsIPv4 => Bits >> 32 == 0xFFFF;

    public static bool TryParse(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        if (text.Length is 0 or > Longest)
        {
            return false;
        }

        Span<char> characters = stackalloc char[Longest];
        return TryParse(characters[..Encoding.UTF8.GetChars(text, characters)], out address);
    }

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.Length is 0 or > Longest)
        {
            return false;
        }

        return text.Contains(':') ? TryParseIPv6(text, out address) : TryParseIPv4(text, out address);
    }

    public int CompareTo(IpAddress other) => Bits.CompareTo(other.Bits);

    public int CompareTo(object? obj) => CompareTo((IpAddress)obj!);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes).ToString();
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        uint bits = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (
                part.Length is 0 or > 3
                || part.ContainsAnyExceptInRange('0', '9')
                || !byte.TryParse(part, out var octet)
                || ++parts > 4
            )
            {
                return false;
            }

            bits = (bits << 8) | octet;
        }

        address = new IpAddress(Mapped | bits);
        return parts == 4;
    }

    private static bool TryParseIPv6(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.ContainsAny('%', '[', '/') || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!parsed.TryWriteBytes(bytes, out var written) || written != 16)
        {
            return false;
        }

        address = new IpAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }
}
