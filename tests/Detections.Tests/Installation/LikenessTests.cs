using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Installation;

namespace Detections.Tests.Installation;

public sealed class LikenessTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", true)]
    [InlineData("""{"limit":"2500","malformed":"true"}""", """{"limit":2500,"malformed":true}""", true)]
    [InlineData("""{"names":["b","a"]}""", """{"names":["a","b"]}""", true)]
    [InlineData("""{"names":["a","b","c"]}""", """{"names":["a","b"]}""", false)]
    [InlineData("""{"names":["a"]}""", """{"names":["a","b"]}""", false)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":1,"c":1}}""", false)]
    [InlineData("""{"a":[{"n":"x","more":1}]}""", """{"a":[{"n":"x"}]}""", true)]
    [InlineData("""{}""", """{"a":{}}""", false)]
    [InlineData("""[]""", """{"a":1}""", false)]
    public void What_is_stored_may_hold_more_but_not_less(string stored, string wanted, bool isCovered)
    {
        using var document = JsonDocument.Parse(stored);

        Assert.Equal(isCovered, Likeness.Covers(document.RootElement, JsonNode.Parse(wanted)));
    }
}
