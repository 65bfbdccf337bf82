using System.Linq;
using System.Text.Json;

namespace Detections.Eql.Types;

/// <summary>Reads the fields of an answer of <c>_field_caps</c>, which names sub-fields and aliases like any other field.</summary>
internal static class FieldCapsReader
{
    public static Dictionary<string, FieldType> Read(ReadOnlyMemory<byte> json) =>
        TypesDocument.Read(json, "an answer of _field_caps: expected an object with [fields]", Read);

    private static Dictionary<string, FieldType>? Read(JsonElement root)
    {
        if (!root.TryGetProperty("fields", out var fields))
        {
            return null;
        }

        var types = new Dictionary<string, FieldType>();
        foreach (var field in fields.EnumerateObject())
        {
            foreach (var type in field.Value.EnumerateObject())
            {
                if (type.Name != "unmapped" && TypesDocument.Text(type.Value, "metadata_field") is not "True")
                {
                    TypesDocument.Merge(types, field.Name, new FieldType(type.Name));
                }
            }
        }

        Relate(types);
        return types;
    }

    /// <summary>The answer does not tell parents from objects: a field below one that is no object is its sub-field.</summary>
    private static void Relate(Dictionary<string, FieldType> types)
    {
        foreach (var (name, type) in types.ToArray())
        {
            for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            {
                if (!types.TryGetValue(name[..dot], out var parent))
                {
                    continue;
                }

                if (parent.Name == "nested")
                {
                    types[name] = types[name] with { NestedIn = name[..dot] };
                }
                else if (parent.Name is not ("object" or "flattened") && dot == name.LastIndexOf('.'))
                {
                    types[name] = types[name] with { SubFieldOf = name[..dot] };
                    if (parent.Name == "text" && type.Name is "keyword" or "wildcard" && parent.ExactField is null)
                    {
                        types[name[..dot]] = parent with { ExactField = name };
                    }
                }
            }
        }
    }
}
