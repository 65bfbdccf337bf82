using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Eql.Tests.Suite;

/// <summary>A mapping of the fields that events have, by their JSON types, strings as keywords, but for those that are set.</summary>
internal sealed class SuiteMapping : IEnumerable<string>
{
    private readonly JsonObject _properties = [];

    public SuiteMapping(IEnumerable<JsonObject> events)
    {
        foreach (var item in events)
        {
            Add("", item);
        }

        _properties["event.category"] = new JsonObject { ["type"] = "alias", ["path"] = "event_type" };
    }

    public string this[string field]
    {
        set => _properties[field] = new JsonObject { ["type"] = value };
    }

    public void SetNullValue(string field, string value) => _properties[field]!["null_value"] = value;

    public void SetFormat(string field, string format) => _properties[field]!["format"] = format;

    public JsonObject ToJson() => new() { ["properties"] = _properties };

    public IEnumerator<string> GetEnumerator() => _properties.Select(property => property.Key).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(string prefix, JsonObject item)
    {
        foreach (var (name, value) in item)
        {
            AddField(prefix + name, value);
        }
    }

    private void AddField(string name, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject nested:
                Add(name + ".", nested);
                break;
            case JsonArray array:
                foreach (var element in array)
                {
                    AddField(name, element);
                }

                break;
            case { } scalar when !_properties.ContainsKey(name):
                this[name] = TypeOf(scalar);
                break;
        }
    }

    private static string TypeOf(JsonNode scalar) =>
        scalar.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => scalar.AsValue().TryGetValue<long>(out _) ? "long" : "double",
            _ => "keyword",
        };
}
