using System.Text;
using Detections.Alerts;

namespace Detections.Tests.Alerts;

public sealed class SourceTextTests
{
    [Theory]
    [InlineData("""{"a":"plain é 😀"}""", """{"a":"plain é 😀"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":"\uD83D\uDE00"}""", """{"a":"\uD83D\uDE00"}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\udc00\ud800"}""", """{"a":"\ufffd\ufffd"}""")]
    [InlineData("""{"a":"\ud800\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ud800\u0041"}""", """{"a":"\ufffd\u0041"}""")]
    [InlineData("""{"\udfff":1}""", """{"\ufffd":1}""")]
    [InlineData("""{"a":"C:\\ud800"}""", """{"a":"C:\\ud800"}""")]
    [InlineData("""{"a":"\\\ud800"}""", """{"a":"\\\ufffd"}""")]
    [InlineData("""{"a":"\"\ud800\n"}""", """{"a":"\"\ufffd\n"}""")]
    [InlineData("""{"a":"\ud8""", """{"a":"\ud8""")]
    public void A_lone_surrogate_becomes_the_replacement_character(string source, string repaired) =>
        Assert.Equal(repaired, Encoding.UTF8.GetString(SourceText.Repair(Encoding.UTF8.GetBytes(source)).Span));

    [Fact]
    public void So_does_a_broken_byte()
    {
        byte[] source = [.. "{\"a\":\"x"u8, 0xFF, .. "y"u8, 0xED, 0xA0, 0x80, .. "z"u8, 0xC3, .. "\"}"u8];

        Assert.Equal(
            "{\"a\":\"x\uFFFDy\uFFFD\uFFFD\uFFFDz\uFFFD\"}",
            Encoding.UTF8.GetString(SourceText.Repair(source).Span)
        );
    }

    [Fact]
    public void What_is_right_is_not_even_copied()
    {
        ReadOnlyMemory<byte> source = "{\"a\":1}"u8.ToArray();

        Assert.Equal(source, SourceText.Repair(source));
    }
}
