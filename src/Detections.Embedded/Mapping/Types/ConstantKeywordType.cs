using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Mapping.Types;

/// <summary>One value for a whole index, from the mapping or from the first document that has it.</summary>
internal sealed class ConstantKeywordType(string? constant) : FieldType
{
    public override string Name => "constant_keyword";

    public override string Family => "keyword";

    public string? Constant { get; } = constant;

    public override object ToTerm(JsonElement value) => ScalarText(value);

    public override void AddTerms(string field, JsonElement value, List<Term> terms)
    {
        if (Constant is not null && ScalarText(value) != Constant)
        {
            throw new FormatException(
                $"every document of the index has the value [{Constant}] here, but this one has [{ScalarText(value)}]"
            );
        }
    }

    public override JsonNode? Fetch(JsonElement value, string? format) => JsonValue.Create(Constant);
}
