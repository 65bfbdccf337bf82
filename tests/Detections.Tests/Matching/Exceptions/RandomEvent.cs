using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Detections.Tests.Matching.Exceptions;

/// <summary>An event of few fields and values, so that conditions often meet them.</summary>
/// <param name="Values">By field, as texts.</param>
/// <param name="Objects">Those of the nested field <c>o.list</c>, each by field.</param>
/// <param name="IsDotted">Whether names are spelled with dots.</param>
internal sealed record RandomEvent(
    IReadOnlyDictionary<string, string[]> Values,
    IReadOnlyList<IReadOnlyDictionary<string, string[]>> Objects,
    bool IsDotted
)
{
    public const string Nested = "o.list";

    /// <summary>A keyword, a number, an address and one that no schema knows.</summary>
    public static readonly string[] Fields = ["user.name", "process.pid", "source.ip", "own.field"];

    public static readonly string[] NestedFields = ["n", "m"];

    public static readonly Gen<RandomEvent> Generator = Gen.Select(
        Gen.Select(
            Some("a", "A", "ab", "*", ""),
            Some("1", "2", "10"),
            Some("10.0.0.1", "10.0.0.2", "::1", "odd"),
            Some("a", "b", "B", "a b"),
            (name, pid, ip, own) =>
                new Dictionary<string, string[]>
                {
                    [Fields[0]] = name,
                    [Fields[1]] = pid,
                    [Fields[2]] = ip,
                    [Fields[3]] = own,
                }
        ),
        Gen.Select(
            Some("a", "b"),
            Some("a", "A"),
            (n, m) =>
                (IReadOnlyDictionary<string, string[]>)
                    new Dictionary<string, string[]> { [NestedFields[0]] = n, [NestedFields[1]] = m }
        ).Array[0, 3],
        Gen.Bool,
        (values, objects, isDotted) => new RandomEvent(values, objects, isDotted)
    );

    public string Json
    {
        get
        {
            var json = new JsonObject();
            foreach (var (name, values) in Values)
            {
                Add(json, name, ValuesOf(name, values));
            }

            JsonArray objects =
            [
                .. Objects.Select(o => new JsonObject(
                    o.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, ValuesOf(f.Key, f.Value)))
                )),
            ];
            Add(json, Nested, objects);
            return json.ToJsonString(JsonSerializerOptions.Default);
        }
    }

    public static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private void Add(JsonObject json, string field, JsonNode? value)
    {
        if (IsDotted)
        {
            json[field] = value;
            return;
        }

        var parts = field.Split('.');
        json[parts[0]] = new JsonObject { [parts[1]] = value };
    }

    private static JsonNode? ValuesOf(string field, string[] values)
    {
        var nodes = values.Select(
            JsonNode? (v) =>
                field == Fields[1] ? JsonValue.Create(int.Parse(v, CultureInfo.InvariantCulture)) : JsonValue.Create(v)
        );
        return values.Length switch
        {
            0 => null,
            1 => nodes.Single(),
            _ => new JsonArray([.. nodes]),
        };
    }

    private static Gen<string[]> Some(params string[] values) => AnyOf(values).Array[0, 2];
}
