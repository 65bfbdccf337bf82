using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

/// <summary>Addresses as hexadecimal text of their IPv6 form, which sorts like them.</summary>
internal sealed class IpType : FieldType
{
    public override string Name => "ip";

    public override object ToTerm(JsonElement value) => Convert.ToHexString(Bytes(Address(ScalarText(value))));

    /// <summary>A term may be a network, such as <c>10.0.0.0/8</c>.</summary>
    public override (object From, object To) TermBounds(JsonElement value)
    {
        var text = ScalarText(value);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return base.TermBounds(value);
        }

        var address = Address(text[..slash]);
        var low = Bytes(address);
        var offset = low.Length == 16 && text.Contains(':', StringComparison.Ordinal) ? 0 : 96;
        if (
            !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix + offset > 128
        )
        {
            throw new FormatException($"'{text}' is not an IP network.");
        }

        var high = low.ToArray();
        for (var bit = prefix + offset; bit < 128; bit++)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            low[bit / 8] &= (byte)~mask;
            high[bit / 8] |= mask;
        }
        return (Convert.ToHexString(low), Convert.ToHexString(high));
    }

    public override JsonNode? Fetch(JsonElement value, string? format) =>
        JsonValue.Create(Address(JsonText.Of(value)).ToString());

    public override object FromTerm(object term, string? format)
    {
        var address = new IPAddress(Convert.FromHexString((string)term));
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    private static byte[] Bytes(IPAddress address) => address.MapToIPv6().GetAddressBytes();

    private static IPAddress Address(string text) =>
        (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
        && !text.Contains('%', StringComparison.Ordinal)
        && IPAddress.TryParse(text, out var address)
            ? address
            : throw new FormatException($"'{text}' is not an IP string literal.");
}
