using System.Text;
using CsCheck;

namespace Detections.Tests.Alerts;

/// <summary>Generates the text of events as nobody would write them but someone may send them.</summary>
internal static class OddSources
{
    private static readonly Gen<string> Name = AnyOf(
        "event",
        "event.kind",
        "event.action",
        "kind",
        "action",
        "ingested",
        "data_stream",
        "type",
        "kibana",
        "kibana.alert.uuid",
        "kibana.alert.ancestors",
        "alert",
        "uuid",
        "signal",
        "@timestamp",
        "host",
        "host.name",
        "name",
        "process",
        "parent",
        "user",
        "a",
        "a.b",
        "\\u0061",
        "\\ud800",
        "",
        ".",
        "..",
        "*"
    );

    private static readonly Gen<string> Leaf = AnyOf(
        "null",
        "true",
        "0",
        "-0.0",
        "1e400",
        "123456789012345678901234567890",
        "\"\"",
        "\"-\"",
        "\"cmd.exe\"",
        "\"2026-08-01T10:00:00Z\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud83d\\ude00\"",
        "\"\\u0000\\n\\\"\\\\\"",
        "\"é😀\"",
        "[]",
        "{}"
    );

    /// <summary>Objects with repeated names, both spellings and every kind of value in every place.</summary>
    public static readonly Gen<string> Object = ObjectOf(ValueOf(ValueOf(ValueOf(Leaf))));

    /// <summary>The same with some bytes changed, so mostly not JSON and not UTF-8.</summary>
    public static readonly Gen<byte[]> Broken = Gen.Select(
        Object.Select(Encoding.UTF8.GetBytes),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[0, 4],
        (bytes, changes) =>
        {
            foreach (var (at, value) in changes)
            {
                bytes[at % bytes.Length] = value;
            }

            return bytes;
        }
    );

    public static readonly Gen<string[]> Paths = Gen.Select(Name, Name, (parent, name) => $"{parent}.{name}").Array[
        0,
        3
    ];

    private static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);

    private static Gen<string> ValueOf(Gen<string> inner) => Gen.OneOf(Leaf, ObjectOf(inner), ArrayOf(inner));

    private static Gen<string> ArrayOf(Gen<string> item) =>
        item.Array[0, 4].Select(items => $"[{string.Join(',', items)}]");

    private static Gen<string> ObjectOf(Gen<string> value) =>
        Gen.Select(Name, value, (name, text) => $"\"{name}\":{text}")
            .Array[0, 6]
            .Select(properties => $"{{{string.Join(", ", properties)}}}");
}
