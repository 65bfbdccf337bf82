using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>
/// An IPv4 or IPv6 address. An IPv6 address that maps an IPv4 one is that one; the order is the order of the 16 bytes, IPv4
/// addresses counting as mapped ones.
/// </summary>
/// <param name="Bits">The 16 bytes of the IPv6 form, as a number.</param>
internal readonly record struct IpAddress(UInt128 Bits) : IComparable, IComparable<IpAddress>
{
    private const int MappedPrefix = 0xFFFF;
    private const int Longest = 45;

    private static readonly SearchValues<char> Version6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public bool IsVersion4 => Bits >> 32 == MappedPrefix;

    /// <summary>Reads what RFC 4291 and dotted quads without leading zeros allow, and nothing else: no zone, brackets or port.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (!text.Contains(':'))
        {
            var isQuad = TryParseVersion4(text, out var quad);
            address = new IpAddress(((UInt128)MappedPrefix << 32) | quad);
            return isQuad;
        }

        var tail = text[(text.LastIndexOf(':') + 1)..];
        if (
            text.ContainsAnyExcept(Version6Characters)
            || (text.Contains('.') && !TryParseVersion4(tail, out _))
            || !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6
        )
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = new IpAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }

    /// <summary>Reads UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        Span<char> characters = stackalloc char[Longest];
        return text.Length <= Longest && TryParse(characters[..Encoding.UTF8.GetChars(text, characters)], out address);
    }

    public int CompareTo(IpAddress other) => Bits.CompareTo(other.Bits);

    public int CompareTo(object? obj) => CompareTo((IpAddress)obj!);

    /// <summary>The canonical text: a dotted quad, or the form of RFC 5952.</summary>
    public override string ToString() => IsVersion4 ? Version4Text() : Version6Text();

    /// <summary>Appends the canonical text.</summary>
    public void AppendTo(ref TextBuffer text)
    {
        if (!IsVersion4)
        {
            text.Append(Version6Text());
            return;
        }

        Span<char> digits = stackalloc char[3];
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            ((byte)((uint)Bits >> shift)).TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
            text.Append(digits[..written]);
            text.Append(shift > 0 ? "." : "");
        }
    }

    private static bool TryParseVersion4(ReadOnlySpan<char> text, out uint quad)
    {
        quad = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (
                part.Length is 0 or > 3
                || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
            {
                return false;
            }

            quad = (quad << 8) | value;
            parts++;
        }

        return parts == 4;
    }

    private string Version4Text()
    {
        var quad = (uint)Bits;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{quad >> 24}.{(quad >> 16) & 0xFF}.{(quad >> 8) & 0xFF}.{quad & 0xFF}"
        );
    }

    private string Version6Text()
    {
        var (start, length) = LongestZeros();
        var text = new StringBuilder();
        for (var group = 0; group < 8; group++)
        {
            if (group == start)
            {
                text.Append("::");
                group += length - 1;
                continue;
            }

            if (text.Length > 0 && text[^1] != ':')
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{Group(group):x}");
        }

        return text.ToString();
    }

    /// <summary>The first of the longest runs of at least two groups that are 0.</summary>
    private (int Start, int Length) LongestZeros()
    {
        var (start, length, run) = (-1, 1, 0);
        for (var group = 0; group < 8; group++)
        {
            run = Group(group) == 0 ? run + 1 : 0;
            if (run > length)
            {
                (start, length) = (group - run + 1, run);
            }
        }

        return (start, length);
    }

    private ushort Group(int index) => (ushort)(Bits >> (112 - (16 * index)));
}
