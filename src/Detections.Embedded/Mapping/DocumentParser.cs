using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Mapping.Dates;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Mapping;

/// <summary>
/// Walks a document once: checks it against the mapping, takes its terms, and maps what is new. Its refusals name the field the way
/// Elasticsearch does, since clients read it out of them.
/// </summary>
internal sealed class DocumentParser
{
    private readonly IndexMapping _mapping;
    private readonly IndexSettings _settings;
    private readonly string _id;
    private readonly ParsedDocument _parsed = new();
    private readonly Dictionary<string, Field> _newFields = [];

    private DocumentParser(IndexMapping mapping, IndexSettings settings, string id)
    {
        _settings = settings;
        _mapping = mapping;
        _id = id;
    }

    public static ParsedDocument Parse(IndexMapping mapping, IndexSettings settings, string id, JsonElement document)
    {
        var parser = new DocumentParser(mapping, settings, id);
        parser.ReadObject("", document);
        return parser._parsed;
    }

    private void ReadObject(string prefix, JsonElement value)
    {
        foreach (var property in value.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (path is "_id" or "_index" or "_source" or "_routing" or "_seq_no" or "_ignored" or "_version")
            {
                throw Failure($"[{path}] is a metadata field and has no place inside a document");
            }

            if (property.Name.Split('.').Any(string.IsNullOrWhiteSpace))
            {
                throw Failure($"field name [{path}] has an empty part");
            }

            ReadValue(path, property.Value);
        }
    }

    private void ReadValue(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                ReadValue(path, item);
            }
        }
        else if ((_newFields.GetValueOrDefault(path) ?? _mapping.At(path)) is { } field)
        {
            AddTerms(field, value);
        }
        else if (value.ValueKind == JsonValueKind.Null || _mapping.IsUnderDisabled(path))
        {
            return;
        }
        else if (_mapping.FieldAbove(path) is { } above)
        {
            throw Failure($"Existing mapping for [{above.Name}] must be of type object but found [{above.Type.Name}]");
        }
        else if (_mapping.Aliases.ContainsKey(path))
        {
            throw Failure($"Cannot write to a field alias [{path}].");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            ReadLevel(path, value);
        }
        else if (_mapping.IsObject(path))
        {
            throw Failure(
                $"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value"
            );
        }
        else
        {
            MapNewField(path, value);
        }
    }

    private void ReadLevel(string path, JsonElement value)
    {
        if (!_mapping.IsObject(path))
        {
            if (_mapping.TemplateFor(path, "object") is { } template && template["type"]?.ToString() != "object")
            {
                MapNewField(path, value);
                return;
            }
            if (!MayGrow(path))
            {
                return;
            }

            RequireDepth(1 + MappingTree.LevelsOf(path), path);
        }
        ReadObject(path + ".", value);
    }

    /// <summary>False where new fields are left unindexed; throws where they are forbidden.</summary>
    private bool MayGrow(string path) =>
        _mapping.DynamicAt(path) switch
        {
            "true" => true,
            "false" => false,
            _ => throw new ApiException(
                400,
                "strict_dynamic_mapping_exception",
                $"the mapping is strict and has no field [{path}]"
            ),
        };

    private void RequireDepth(int levels, string path)
    {
        if (levels > _settings.DepthLimit)
        {
            throw MappingTree.TooDeep(path, _settings.DepthLimit);
        }
    }

    private void MapNewField(string path, JsonElement value)
    {
        if (!MayGrow(path))
        {
            return;
        }

        RequireDepth(MappingTree.LevelsOf(path), path);
        var jsonType = JsonTypeOf(value);
        var definition = _mapping.TemplateFor(path, jsonType) ?? DefaultDefinition(jsonType);
        var field = FieldFactory.Create(path, definition);
        _parsed.NewFields[path] = definition;
        _newFields[path] = field;
        AddTerms(field, value);
    }

    private string JsonTypeOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return "object";
            case JsonValueKind.True or JsonValueKind.False:
                return "boolean";
            case JsonValueKind.Number:
                return value.TryGetInt64(out _) ? "long" : "double";
            default:
                var text = JsonText.Of(value);
                if (_mapping.DateDetection && LooksLikeDate(text))
                {
                    return "date";
                }

                if (
                    _mapping.NumericDetection
                    && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                )
                {
                    return "long";
                }

                return
                    _mapping.NumericDetection
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    ? "double"
                    : "string";
        }
    }

    private static bool LooksLikeDate(string text) =>
        text.AsSpan().IndexOfAny(':', '-') >= 0 && IsoDate.TryParse(text, roundUp: false, out _);

    private static JsonObject DefaultDefinition(string jsonType) =>
        jsonType switch
        {
            "string" => new JsonObject
            {
                ["type"] = "text",
                ["fields"] = new JsonObject
                {
                    ["keyword"] = new JsonObject { ["type"] = "keyword", ["ignore_above"] = 256 },
                },
            },
            "double" => new JsonObject { ["type"] = "float" },
            _ => new JsonObject { ["type"] = jsonType },
        };

    private void AddTerms(Field field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (field.NullValue is not { } replacement)
            {
                return;
            }

            value = replacement;
        }
        foreach (var sub in field.SubFields)
        {
            AddTerms(sub, value);
        }

        if (field.Type is KeywordType { IgnoreAbove: { } limit } && TooLong(value, limit))
        {
            _parsed.Ignore(field.Name);
            return;
        }
        try
        {
            if (field.Type is ConstantKeywordType { Constant: null })
            {
                FixConstant(field, value);
            }

            AddOwnTerms(field, value);
        }
        catch (FormatException)
            when ((field.IgnoreMalformed ?? _settings.IgnoreMalformed) && value.ValueKind != JsonValueKind.Object)
        {
            _parsed.Ignore(field.Name);
        }
        catch (FormatException e)
        {
            throw Failure(
                $"failed to parse field [{field.Name}] of type [{field.Type.Name}] in document with id '{_id}'. Preview of field's value: '{Preview(value)}'",
                e
            );
        }
    }

    /// <summary>What cannot be searched is checked and then forgotten.</summary>
    private void AddOwnTerms(Field field, JsonElement value)
    {
        var terms = field.Searchable ? _parsed.Terms : [];
        field.Type.AddTerms(field.Name, value, terms);
        if (field is { Searchable: true, Type: KeywordType keyword } && keyword.IsImmense((string)terms[^1].Value))
        {
            throw ApiException.IllegalArgument(
                $"the document has an immense term in field=\"{field.Name}\": its UTF-8 form is longer than {KeywordType.LongestTerm} bytes; map the field with [ignore_above] to leave such values out"
            );
        }
    }

    /// <summary>The first document that has a constant keyword decides its value.</summary>
    private void FixConstant(Field field, JsonElement value)
    {
        var constant = (string)field.Type.ToTerm(value);
        var definition = new JsonObject { ["type"] = "constant_keyword", ["value"] = constant };
        _parsed.NewFields[field.Name] = definition;
        _newFields[field.Name] = FieldFactory.Create(field.Name, definition);
    }

    private static bool TooLong(JsonElement value, int limit) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number && JsonText.Of(value).Length > limit;

    private static string Preview(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : value.GetRawText();
        return text.Length > 100 ? text[..100] : text;
    }

    private static ApiException Failure(string reason, FormatException? cause = null) =>
        new(400, "document_parsing_exception", reason, cause);
}
