using System.Text;
using System.Text.Json;

namespace Detections.Embedded.Mapping.Types;

/// <summary>Exact text: <c>keyword</c>, <c>wildcard</c> and <c>version</c>.</summary>
internal sealed class KeywordType(string name, int? ignoreAbove = null, bool lowercase = false) : FieldType
{
    public const int LongestTerm = 32_766;

    public override string Name => name;

    public override string Family => name == "wildcard" ? "keyword" : name;

    /// <summary>Longer values stay in the source but are not indexed.</summary>
    public int? IgnoreAbove { get; } = ignoreAbove;

    public override object ToTerm(JsonElement value) => Normalise(ScalarText(value));

    public string Normalise(string text) => lowercase ? text.ToLowerInvariant() : text;

    /// <summary>Whether a text is too long to be indexed; a wildcard field cuts it up.</summary>
    public bool IsImmense(string text) => name != "wildcard" && Encoding.UTF8.GetByteCount(text) > LongestTerm;
}
