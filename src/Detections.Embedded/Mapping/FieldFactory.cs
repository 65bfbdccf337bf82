using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping.Dates;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Mapping;

/// <summary>Makes a field of its definition in a mapping.</summary>
internal static class FieldFactory
{
    public static Field Create(string name, JsonObject definition)
    {
        try
        {
            var type = TypeOf(name, definition);
            RefuseUnknown(name, type.Name, definition);
            return new Field(name, type)
            {
                IgnoreMalformed = IgnoresMalformed(type, definition),
                NullValue = NullValue(name, type, definition),
                Searchable = IsSearchable(type, definition),
                SubFields = SubFields(name, definition),
            };
        }
        catch (FormatException e)
        {
            throw Refused($"Failed to parse mapping of field [{name}]: {e.Message}");
        }
    }

    private static Field[] SubFields(string name, JsonObject definition) =>
        definition["fields"] is JsonObject fields
            ? [.. fields.Select(pair => Create($"{name}.{pair.Key}", pair.Value.RequiredObject(pair.Key)))]
            : [];

    private static FieldType TypeOf(string name, JsonObject definition)
    {
        var type = definition["type"]?.ToString();
        return type switch
        {
            "keyword" => new KeywordType(type, Number(definition, "ignore_above"), Lowercases(name, definition)),
            "wildcard" or "version" => new KeywordType(type, Number(definition, "ignore_above")),
            "constant_keyword" => new ConstantKeywordType(definition["value"]?.ToString()),
            "text" or "match_only_text" => new TextType(type),
            "long" => new WholeNumberType(type, long.MinValue, long.MaxValue),
            "integer" => new WholeNumberType(type, int.MinValue, int.MaxValue),
            "short" => new WholeNumberType(type, short.MinValue, short.MaxValue),
            "byte" => new WholeNumberType(type, sbyte.MinValue, sbyte.MaxValue),
            "unsigned_long" => new UnsignedLongType(),
            "double" => new RealNumberType(type, number => number),
            "float" => new RealNumberType(type, number => (float)number),
            "half_float" => new RealNumberType(type, number => (double)(Half)number),
            "scaled_float" => new RealNumberType(type, Scaled(name, definition)),
            "boolean" => new BooleanType(),
            "date" => new DateType(nanos: false, Format(definition)),
            "date_nanos" => new DateType(nanos: true, Format(definition)),
            "ip" => new IpType(),
            "flattened" => new FlattenedType(Number(definition, "ignore_above")),
            "nested" => throw Refused(
                $"field [{name}] is of type [nested], which the embedded node does not implement; use [object] or [flattened]"
            ),
            _ => throw Refused(
                $"No handler for type [{type}] declared on field [{name}]; the embedded node does not implement it"
            ),
        };
    }

    private static bool IsSearchable(FieldType type, JsonObject definition) =>
        Flag(definition, "index", true)
        || (FieldParameters.Of(type.Name).Contains("doc_values") && Flag(definition, "doc_values", true));

    /// <summary>Null where the index decides; types that take no such parameter never ignore anything.</summary>
    private static bool? IgnoresMalformed(FieldType type, JsonObject definition) =>
        !FieldParameters.Of(type.Name).Contains(FieldParameters.IgnoreMalformed) ? false
        : definition.ContainsKey(FieldParameters.IgnoreMalformed) ? Flag(definition, FieldParameters.IgnoreMalformed)
        : null;

    private static JsonElement? NullValue(string name, FieldType type, JsonObject definition)
    {
        if (definition["null_value"]?.Deserialize<JsonElement>() is not { } value)
        {
            return null;
        }

        type.AddTerms(name, value, []);
        return value;
    }

    private static void RefuseUnknown(string name, string type, JsonObject definition)
    {
        foreach (var (key, value) in definition)
        {
            if (!FieldParameters.Of(type).Contains(key))
            {
                throw Refused($"unknown parameter [{key}] on mapper [{name}] of type [{type}]");
            }

            if (key is "analyzer" or "search_analyzer" && value?.ToString() is not ("standard" or "default"))
            {
                throw Refused(
                    $"{key} [{value}] has not been configured in mappings; the embedded node has [standard] only"
                );
            }

            if (key == "store" && value?.ToString() != "false")
            {
                throw Refused($"[store] of field [{name}] can only be [false] on the embedded node");
            }

            if (key == "coerce" && value?.ToString() != "true")
            {
                throw Refused($"[coerce] of field [{name}] can only be [true] on the embedded node");
            }
        }
    }

    private static bool Lowercases(string name, JsonObject definition) =>
        definition["normalizer"]?.ToString() switch
        {
            null => false,
            "lowercase" => true,
            var other => throw Refused(
                $"normalizer [{other}] not found for field [{name}]; the embedded node has [lowercase] only"
            ),
        };

    private static Func<double, double> Scaled(string name, JsonObject definition) =>
        double.TryParse(definition["scaling_factor"]?.ToString(), CultureInfo.InvariantCulture, out var factor)
        && factor > 0
            ? number => Math.Round(number * factor) / factor
            : throw Refused($"Field [{name}] misses required parameter [scaling_factor]");

    private static DateFormat Format(JsonObject definition) =>
        definition["format"] is { } format ? DateFormat.Parse(format.ToString()) : DateFormat.Default;

    private static int? Number(JsonObject definition, string key) =>
        definition[key] is not { } value ? null
        : int.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"[{key}] must be a whole number, but found [{value.ToJsonString()}]");

    private static bool Flag(JsonObject definition, string key, bool otherwise = false) =>
        definition[key]?.ToString() switch
        {
            null => otherwise,
            "true" => true,
            "false" => false,
            var other => throw new FormatException($"[{key}] must be true or false, but found [{other}]"),
        };

    private static ApiException Refused(string reason) => new(400, "mapper_parsing_exception", reason);
}
