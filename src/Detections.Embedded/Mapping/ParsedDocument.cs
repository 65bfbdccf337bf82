using System.Text.Json.Nodes;

namespace Detections.Embedded.Mapping;

/// <summary>What one document adds to the index: its terms, and the fields it is the first to have.</summary>
internal sealed class ParsedDocument
{
    public const string IgnoredField = "_ignored";

    public List<Term> Terms { get; } = [];

    /// <summary>An update for the mapping, by dotted name.</summary>
    public JsonObject NewFields { get; } = [];

    public void Ignore(string field) => Terms.Add(new Term(IgnoredField, field));
}
