using System.Net;
using CsCheck;
using Detections.Eql.Values;

namespace Detections.Eql.Tests.Values;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::FFFF:0a00:0001", "10.0.0.1")]
    [InlineData("::", "::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("2001:DB8::0:1", "2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("1:0:0:2:0:0:3:4", "1::2:0:0:3:4")]
    [InlineData("fe80::", "fe80::")]
    [InlineData("64:ff9b::1.2.3.4", "64:ff9b::102:304")]
    [InlineData("::1.2.3.4", "::102:304")]
    public void An_address_is_printed_in_its_canonical_form(string text, string canonical)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
        Assert.True(IpAddress.TryParse(canonical, out var again));
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.0.1")]
    [InlineData("10.0.0.0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0.")]
    [InlineData("10.0.0.+1")]
    [InlineData(" 10.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.1:80")]
    [InlineData("[::1]")]
    [InlineData("::1%eth0")]
    [InlineData("::1%1")]
    [InlineData("::1/64")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("12345::")]
    [InlineData("::ffff:10.0.0.01")]
    [InlineData("::ffff:10.0.1")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("١٠.0.0.1")]
    [InlineData("localhost")]
    public void What_is_no_address_is_refused(string text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void Every_address_has_one_text_that_the_framework_reads_likewise() =>
        Gen.Byte[0, 2]
            .Array[16]
            .Sample(bytes =>
            {
                var expected = new IPAddress(bytes);
                return IpAddress.TryParse(expected.ToString(), out var address)
                    && IpAddress.TryParse(address.ToString(), out var again)
                    && again.Equals(address)
                    && IPAddress.Parse(address.ToString()).MapToIPv6().Equals(expected);
            });

    [Fact]
    public void The_order_is_that_of_the_bytes_with_IPv4_as_mapped()
    {
        string[] ordered =
        [
            "::",
            "::1",
            "::fffe:ffff:ffff",
            "9.255.0.1",
            "10.0.0.1",
            "255.255.255.255",
            "::1:0:0:0",
            "fe80::1",
        ];
        var addresses = ordered
            .Select(text => IpAddress.TryParse(text, out var address) ? address : throw new FormatException(text))
            .ToList();

        Assert.Equal(ordered, addresses.Order().Select(address => address.ToString()));
    }
}
