using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Eql.Execution;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class JsonContainerTests
{
    public static TheoryData<string> Containers =>
        [
            "{}",
            "[]",
            "[[{}],[]]",
            """{"a":{"b":[1,{"c":"}]"}]},"d":[[[[]]]]}""",
            """{"a":"\"}\\","b":"\\\\\\\"}","\\":"]"}""",
            """{"a":"/* } */ //"}""",
            """{"a":"€}","b":"😀"}""",
            "{ \"a\" : [ 1 ,\r\n\t2 ]\n}",
        ];

    [Theory]
    [MemberData(nameof(Containers))]
    public void The_end_is_found_wherever_blocks_begin_and_whatever_follows(string json)
    {
        string[] behind = ["", "}", ",\"sort\":[1]},{\"x\":\"", new(']', 100)];
        for (var shift = 0; shift <= 2 * StructuralBlock.Size; shift++)
        {
            var container = Encoding.UTF8.GetBytes($"[\"{new string('x', shift)}\",{json}]");
            foreach (var rest in behind)
            {
                AssertEnd(container.Length, [.. container, .. Encoding.UTF8.GetBytes(rest)]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void Nothing_is_found_in_what_breaks_off(string json)
    {
        var container = Encoding.UTF8.GetBytes($"[\"{new string('\\', 60)}\",{json}]");
        for (var length = 0; length < container.Length; length++)
        {
            AssertEnd(null, container[..length]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData(" {}")]
    [InlineData("\"{}\"")]
    [InlineData("""{"a":1/*}*/}""")]
    [InlineData("""{"a":[//]\n]}""")]
    [InlineData("""{"a":[\"]}""")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{\"a\":\"\n\"}")]
    public void What_only_tokens_can_tell_is_left_to_them(string json)
    {
        AssertEnd(null, Encoding.UTF8.GetBytes(json));
        AssertEnd(null, Encoding.UTF8.GetBytes($"[\"{new string('x', 100)}\",{json}"));
    }

    [Fact]
    public void Random_objects_end_where_their_tokens_do() =>
        Gen.Select(Generators.Documents, Generators.Documents)
            .Sample(
                (json, next) =>
                {
                    var bytes = Encoding.UTF8.GetBytes($"{json},{next}");
                    var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
                    reader.Read();
                    Assert.True(reader.TrySkip());
                    AssertEnd((int)reader.BytesConsumed, bytes);
                },
                iter: PropertyIterations.Or(5_000)
            );

    private static void AssertEnd(int? expected, byte[] json)
    {
        Assert.Equal(expected, JsonContainer.TryFindEnd(json, out var end) ? end : null);
        Assert.Equal(expected, BracketBalance<Vector256Scanner>.TryFindEnd(json, out end) ? end : null);
        Assert.Equal(expected, BracketBalance<Vector128Scanner>.TryFindEnd(json, out end) ? end : null);
        Assert.Equal(expected, BracketBalance<ScalarScanner>.TryFindEnd(json, out end) ? end : null);
    }
}
