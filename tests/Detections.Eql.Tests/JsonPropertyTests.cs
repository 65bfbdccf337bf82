using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Eql.Tests.Restatement;

namespace Detections.Eql.Tests;

public sealed class JsonPropertyTests
{
    /// <summary>One or two characters of a good document are replaced, so that most of them are nearly JSON.</summary>
    [Fact]
    public void What_counts_as_JSON_is_what_the_framework_counts_as_JSON()
    {
        var slip = Gen.Select(
            Gen.Int[0, 200],
            Gen.OneOf("", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "u", "t", " ", "\n", "\u0001")
        );
        Gen.Select(Generators.Documents, slip.Array[0, 2])
            .Sample(
                (json, slips) =>
                {
                    foreach (var (position, text) in slips)
                    {
                        if (position < json.Length)
                        {
                            json = json.Remove(position, 1).Insert(position, text);
                        }
                    }

                    var bytes = Encoding.UTF8.GetBytes(json);
                    var isRead = EventReader.Strict(FieldTable.Create(["a", "a.b"])).TryRead(bytes, out _, out _);
                    return isRead == IsJsonObject(bytes);
                },
                iter: 50_000
            );
    }

    [Fact]
    public void A_value_reads_as_the_framework_reads_it()
    {
        var piece = Gen.OneOf(
            "a",
            "€",
            "😀",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u0041",
            "\\u20AC",
            "\\ud83d\\ude00",
            "long enough to fill a vector"
        );
        piece
            .Array[0, 12]
            .Sample(
                pieces =>
                {
                    var json = $"{{\"skipped\": \"{string.Concat(pieces)}\", \"a\": \"{string.Concat(pieces)}\"}}";
                    var reader = new EventReader(FieldTable.Create(["a"]));
                    Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(json), out var values, out var problem), problem);
                    using var document = JsonDocument.Parse(json);
                    return Encoding.UTF8.GetString(values.FirstValue(0))
                        == document.RootElement.GetProperty("a").GetString();
                },
                iter: 5_000
            );
    }

    /// <summary>Any bytes at all: a verdict or a reason, never an exception.</summary>
    [Fact]
    public void Reading_never_throws()
    {
        var query = EqlQuery.Parse("any where a : \"?*x\" or a > 5 or a in~ (\"b\", \"c\")");
        var table = FieldTable.Create(query.Fields);
        var step = query.Compile(table)[0];
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Bool)
            .Sample(
                (bytes, isInString) =>
                {
                    var json = isInString ? [.. "{\"a\": \""u8, .. bytes, .. "\"}"u8] : bytes;
                    if (new EventReader(table, maxValueBytes: 16).TryRead(json, out var values, out var problem))
                    {
                        step.Matches(values);
                    }

                    return (values is null) != (problem is null);
                },
                iter: 50_000
            );
    }

    private static bool IsJsonObject(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read())
            {
                // Reading to the end is the test
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
