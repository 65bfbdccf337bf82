using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

/// <summary>A whole object as one field: its leaf values are keywords, under the root and under their own path.</summary>
internal sealed class FlattenedType(int? ignoreAbove) : FieldType
{
    public override string Name => "flattened";

    public override bool TakesObjects => true;

    public override object ToTerm(JsonElement value) => ScalarText(value);

    public override void AddTerms(string field, JsonElement value, List<Term> terms)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"a flattened field takes an object, but found {JsonBody.Describe(value)}");
        }

        AddLeaves(field, field, value, terms);
    }

    public override JsonNode? Fetch(JsonElement value, string? format) => value.ToNode();

    private void AddLeaves(string root, string path, JsonElement value, List<Term> terms)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    AddLeaves(root, $"{path}.{property.Name}", property.Value, terms);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    AddLeaves(root, path, item, terms);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                var text = JsonText.Of(value);
                if (text.Length > ignoreAbove)
                {
                    break;
                }

                if (Encoding.UTF8.GetByteCount(text) > KeywordType.LongestTerm)
                {
                    throw new FormatException(
                        $"the value of [{path}] is longer than the {KeywordType.LongestTerm} bytes that can be indexed"
                    );
                }

                terms.Add(new Term(root, text));
                terms.Add(new Term(path, text));
                break;
        }
    }
}
