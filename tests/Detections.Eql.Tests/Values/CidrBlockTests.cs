using CsCheck;
using Detections.Eql.Values;

namespace Detections.Eql.Tests.Values;

public sealed class CidrBlockTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", "11.0.0.0")]
    [InlineData("10.6.48.157/8", "10.0.0.0", "9.255.255.255")]
    [InlineData("192.168.1.128/25", "192.168.1.128", "192.168.1.127")]
    [InlineData("1.2.3.4/32", "1.2.3.4", "1.2.3.5")]
    [InlineData("1.2.3.4", "1.2.3.4", "1.2.3.5")]
    [InlineData("0.0.0.0/0", "255.0.0.1", "::1")]
    [InlineData("::/0", "fe80::1", "10.0.0.1")]
    [InlineData("fe80::/10", "febf::1", "fec0::")]
    [InlineData("2001:db8::/127", "2001:db8::1", "2001:db8::2")]
    [InlineData("::1", "::1", "::2")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2")]
    public void A_block_holds_the_addresses_of_its_prefix(string text, string inside, string outside)
    {
        Assert.True(CidrBlock.TryParse(text, out var block, out var problem), problem);
        Assert.True(block.Contains(Address(inside)));
        Assert.False(block.Contains(Address(outside)));
    }

    [Fact]
    public void A_block_holds_an_address_whose_leading_bits_are_its_own() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Int[0, 32])
            .Sample(
                (network, other, prefix) =>
                {
                    // Addresses that share a random part, so that half of them are inside
                    var address = (network & ~(uint.MaxValue >> (int)(other % 33))) | (other >> (int)(other % 32));
                    var isInside = Bits(network)[..prefix] == Bits(address)[..prefix];
                    Assert.True(
                        CidrBlock.TryParse($"{Text(network)}/{prefix}", out var block, out var problem),
                        problem
                    );
                    return block.Contains(Address(Text(address))) == isInside;
                }
            );

    private static string Bits(uint address) => Convert.ToString((int)address, 2).PadLeft(32, '0');

    private static string Text(uint address) =>
        $"{address >> 24}.{(address >> 16) & 0xFF}.{(address >> 8) & 0xFF}.{address & 0xFF}";

    private static IpAddress Address(string text) =>
        IpAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
