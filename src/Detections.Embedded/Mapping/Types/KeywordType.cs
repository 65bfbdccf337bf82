using System.Text;
using System.Text.Json;

namespace Detections.Embedded.Mapping.Types;

/// <summary>Exact text: <c>keyword</c>, <c>wildcard</c> and <c>version</c>.</summary>
internal sealed class KeywordType(string name, int? ignoreAbove = null, bool lowercase = false) : FieldType
{
    private const int LongestTerm = 32_766;

    public override string Name => name;

    public override string Family => name == "wildcard" ? "keyword" : name;

    /// <summary>Longer values stay in the source but are not indexed.</summary>
    public int? IgnoreAbove { get; } = ignoreAbove;

    public override object ToTerm(JsonElement value) => Normalise(ScalarText(value));

    public string Normalise(string text) => lowercase ? text.ToLowerInvariant() : text;

    public override void AddTerms(string field, JsonElement value, List<Term> terms)
    {
        var text = (string)ToTerm(value);
        if (name != "wildcard" && Encoding.UTF8.GetByteCount(text) > LongestTerm)
        {
            throw new FormatException(
                $"the value is an immense term: its UTF-8 form is longer than {LongestTerm} bytes"
            );
        }

        terms.Add(new Term(field, text));
    }
}
