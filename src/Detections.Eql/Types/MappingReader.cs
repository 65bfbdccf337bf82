using System.Text.Json;

namespace Detections.Eql.Types;

/// <summary>Reads the fields of a mapping.</summary>
internal static class MappingReader
{
    public static Dictionary<string, FieldType> Read(ReadOnlyMemory<byte> json) =>
        TypesDocument.Read(
            json,
            "a mapping: expected an object with [properties], with [mappings], or with one object with [mappings] for each index",
            Read
        );

    private static Dictionary<string, FieldType>? Read(JsonElement root)
    {
        var types = new Dictionary<string, FieldType>();
        if (root.TryGetProperty("mappings", out var mappings))
        {
            ReadProperties(mappings, "", null, types);
            return types;
        }

        if (root.TryGetProperty("properties", out _))
        {
            ReadProperties(root, "", null, types);
            return types;
        }

        var hasIndex = false;
        foreach (var index in root.EnumerateObject())
        {
            if (index.Value.ValueKind != JsonValueKind.Object || !index.Value.TryGetProperty("mappings", out mappings))
            {
                return null;
            }

            hasIndex = true;
            ReadProperties(mappings, "", null, types);
        }

        return hasIndex ? types : null;
    }

    private static void ReadProperties(
        JsonElement parent,
        string prefix,
        string? nested,
        Dictionary<string, FieldType> types
    )
    {
        if (!parent.TryGetProperty("properties", out var properties))
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            ReadField(property.Value, prefix + property.Name, nested, types);
        }
    }

    private static void ReadField(JsonElement field, string name, string? nested, Dictionary<string, FieldType> types)
    {
        var type = TypesDocument.Text(field, "type") ?? "object";
        var isNested = type == "nested";
        var subFields = SubFields(field);
        TypesDocument.Merge(
            types,
            name,
            new FieldType(type)
            {
                ExactField = Exact(type, name, subFields),
                HasNormalizer = TypesDocument.Text(field, "normalizer") is not null,
                AliasOf = type == "alias" ? TypesDocument.Text(field, "path") : null,
                NestedIn = nested,
                Format = TypesDocument.Text(field, "format"),
                NullValue = TypesDocument.Text(field, "null_value"),
            }
        );
        foreach (var (subName, subField) in subFields)
        {
            TypesDocument.Merge(
                types,
                $"{name}.{subName}",
                new FieldType(TypesDocument.Text(subField, "type") ?? "object")
                {
                    HasNormalizer = TypesDocument.Text(subField, "normalizer") is not null,
                    SubFieldOf = name,
                    NestedIn = nested,
                }
            );
        }

        ReadProperties(field, name + ".", isNested ? name : nested, types);
    }

    private static List<(string Name, JsonElement Field)> SubFields(JsonElement field)
    {
        var subFields = new List<(string, JsonElement)>();
        if (field.TryGetProperty("fields", out var fields))
        {
            foreach (var subField in fields.EnumerateObject())
            {
                subFields.Add((subField.Name, subField.Value));
            }
        }

        return subFields;
    }

    private static string? Exact(string type, string name, List<(string Name, JsonElement Field)> subFields)
    {
        if (type is not "text")
        {
            return null;
        }

        foreach (var (subName, subField) in subFields)
        {
            if (
                TypesDocument.Text(subField, "type") is "keyword" or "wildcard" or "constant_keyword"
                && TypesDocument.Text(subField, "normalizer") is null
            )
            {
                return $"{name}.{subName}";
            }
        }

        return null;
    }
}
