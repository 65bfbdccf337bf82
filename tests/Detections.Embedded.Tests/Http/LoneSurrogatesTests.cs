using System.Text;
using Detections.Embedded.Http;

namespace Detections.Embedded.Tests.Http;

public sealed class LoneSurrogatesTests
{
    [Theory]
    [InlineData("""{"a":"x"}""", """{"a":"x"}""")]
    [InlineData("""["\ud83d\ude00"]""", """["\ud83d\ude00"]""")]
    [InlineData("""["\ud83d"]""", """["\uFFFD"]""")]
    [InlineData("""["\ude00"]""", """["\uFFFD"]""")]
    [InlineData("""["\ude00\ud83d"]""", """["\uFFFD\uFFFD"]""")]
    [InlineData("""["\ud83d\ud83d\ude00"]""", """["\uFFFD\ud83d\ude00"]""")]
    [InlineData("""["\\ud83d"]""", """["\\ud83d"]""")]
    [InlineData("""["\\\ud83dx"]""", """["\\\uFFFDx"]""")]
    [InlineData("""["\n\u0041\ud83d\n"]""", """["\n\u0041\uFFFD\n"]""")]
    [InlineData("""["\ud8""", """["\ud8""")]
    [InlineData("\\", "\\")]
    public void Halves_are_replaced_and_pairs_are_kept(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(LoneSurrogates.Replace(Encoding.UTF8.GetBytes(json)).Span));
}
