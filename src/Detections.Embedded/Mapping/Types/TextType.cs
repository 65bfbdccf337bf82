using System.Text.Json;
using Detections.Eql;

namespace Detections.Embedded.Mapping.Types;

/// <summary>Analysed text: <c>text</c> and <c>match_only_text</c>. A term query compares with its lower-cased words.</summary>
internal sealed class TextType(string name) : FieldType
{
    public override string Name => name;

    public override string Family => "text";

    public override bool Sortable => false;

    public override object ToTerm(JsonElement value) => ScalarText(value);

    public override void AddTerms(string field, JsonElement value, List<Term> terms)
    {
        foreach (var token in TextAnalyzer.Tokens(ScalarText(value)))
        {
            terms.Add(new Term(field, token));
        }
    }
}
