using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests.Fuzzing;

/// <summary>
/// No bytes at all make the event reader throw or hang; what is valid UTF-8 it takes for an event exactly if the framework does, and
/// reads the same values; bytes that are not valid become U+FFFD and hide nothing. That is the strict reader; the one that skips reads
/// what it reads, or leaves unchecked what no field needs.
/// </summary>
public sealed class EventFuzzTests
{
    private static readonly FieldTable Fields = FieldTable.Create(["a", "a.b", "a.b.c", "b", "k\"1", "😀"]);

    private static readonly string[] Corpus =
    [
        """{"a": "x", "b": [1, -2.5e3, true, false, null, "\u0041\n\"\\"], "a.b": {"c": "€😀"}}""",
        """{"a": {"b": {"c": [[1], [], {"d": 1}, "\ud83d\ude00"]}, "b.c": 5}, "k\"1": 7, "😀": "\ud83d"}""",
        """ { "a" : [ { "b" : "long enough to fill more than one vector of thirty-two bytes" } , { "b" : 0 } ] } """,
        "{}",
        """{"a":1,"a":2,"\u0061":3,"b":0.1E-2}""",
    ];

    private static readonly string[] Words =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud83d",
        "\\ude00",
        "null",
        "true",
        "1e5",
        "-",
        "\"a\":",
        "\"a.b\":",
        "\uFFFF",
    ];

    [Fact]
    public void Any_bytes_are_an_event_or_are_said_not_to_be_one() =>
        new Fuzzer<byte>(Problem, Convert.ToBase64String).JudgeRandom(
            new Mutator<byte>(
                [.. Corpus.Select(Encoding.UTF8.GetBytes)],
                [.. Words.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC3], [0xED, 0xA0, 0x80]],
                random => (byte)random.Next(256)
            ).Generate
        );

    private static string? Problem(byte[] json)
    {
        var strict = EventValues.Read(EventReader.Strict(Fields), Fields, json);
        var lenient =
            strict ?? EventValues.Read(EventReader.Strict(Fields), Fields, Skipping.Remove(Fields.Fields, json));
        var actual = EventValues.Read(new EventReader(Fields), Fields, json);
        if (actual != strict && actual != lenient)
        {
            return $"read {actual}, expected {strict} or {lenient}";
        }

        var isRead = EventReader.Strict(Fields).TryRead(json, out var values, out var problem);
        if (isRead != (problem is null))
        {
            return "neither read nor refused";
        }

        if (!Utf8.IsValid(json))
        {
            var repaired = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
            return isRead == EventReader.Strict(Fields).TryRead(repaired, out _, out _)
                ? null
                : "invalid UTF-8 decides whether it is an event";
        }

        // Comments and a byte order mark are accepted beyond what the framework accepts
        if (json.AsSpan().Contains((byte)'/') || json.AsSpan().StartsWith("\uFEFF"u8))
        {
            return null;
        }

        var expected = Expected(json);
        return isRead != (expected is not null) ? $"read: {isRead}, the framework says otherwise ({problem})"
            : isRead && Actual(values!) != expected ? $"read {Actual(values!)}, expected {expected}"
            : null;
    }

    private static string Actual(EqlEvent values)
    {
        var text = new StringBuilder();
        for (var slot = 0; slot < Fields.Count; slot++)
        {
            for (var index = values.First(slot); index >= 0; index = values.Next(index))
            {
                text.Append(slot).Append('=').Append(Encoding.UTF8.GetString(values.Value(index).Text)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The values in the order of the document, by slot; null if it is no JSON object.</summary>
    private static string? Expected(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var found = new List<(int Slot, string Text)>();
            Collect(document.RootElement, null, found);
            return string.Concat(found.OrderBy(value => value.Slot).Select(value => $"{value.Slot}={value.Text}\n"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Collect(JsonElement element, string? path, List<(int Slot, string Text)> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, path is null ? Name(member) : $"{path}.{Name(member)}", found);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, path, found);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                if (Fields.SlotOf(path!) is >= 0 and var slot)
                {
                    found.Add((slot, element.ValueKind == JsonValueKind.String ? Text(element) : element.GetRawText()));
                }

                break;
        }
    }

    /// <summary>The framework refuses lone surrogates; as U+FFFD they are text as any.</summary>
    private static string Text(JsonElement element) => Decode(element.GetRawText());

    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static string Decode(string quoted)
    {
        var text = new StringBuilder();
        for (var index = 1; index < quoted.Length - 1; index++)
        {
            if (quoted[index] != '\\')
            {
                text.Append(quoted[index]);
                continue;
            }

            index++;
            if (quoted[index] == 'u')
            {
                text.Append((char)Convert.ToUInt16(quoted.Substring(index + 1, 4), 16));
                index += 4;
            }
            else
            {
                text.Append("\b\f\n\r\t"["bfnrt".IndexOf(quoted[index]) is >= 0 and var known ? known : 0]);
                if (!"bfnrt".Contains(quoted[index]))
                {
                    text[^1] = quoted[index];
                }
            }
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
