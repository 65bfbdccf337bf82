using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

/// <summary>What a mapping's <c>type</c> makes of values. A value it cannot take is a <see cref="FormatException"/>.</summary>
internal abstract class FieldType
{
    public abstract string Name { get; }

    /// <summary>The name <c>_field_caps</c> reports.</summary>
    public virtual string Family => Name;

    /// <summary>Whether documents can be sorted by the field.</summary>
    public virtual bool Sortable => true;

    /// <summary>Whether an object is a value of this type, not a level of the document.</summary>
    public virtual bool TakesObjects => false;

    /// <summary>The comparable form of one scalar.</summary>
    public abstract object ToTerm(JsonElement value);

    public virtual void AddTerms(string field, JsonElement value, List<Term> terms) =>
        terms.Add(new Term(field, ToTerm(value)));

    /// <summary>The bounds that a <c>term</c> query means: mostly a single value.</summary>
    public virtual (object From, object To) TermBounds(JsonElement value) =>
        ToTerm(value) is var term ? (term, term) : default;

    /// <summary>A bound of a range query.</summary>
    public virtual object RangeBound(JsonElement value, RangeBoundContext context) =>
        context.Format is null
            ? ToTerm(value)
            : throw new FormatException($"[format] is not supported on a field of type [{Name}]");

    /// <summary>The value as the search option <c>fields</c> shows it.</summary>
    public virtual JsonNode? Fetch(JsonElement value, string? format) =>
        format is null
            ? JsonValue.Create(JsonText.Of(value))
            : throw new FormatException($"[format] is not supported on a field of type [{Name}]");

    /// <summary>The comparable form of a value of <c>search_after</c>.</summary>
    public virtual object ToSortTerm(JsonElement value) => ToTerm(value);

    /// <summary>The comparable form as a sort value.</summary>
    public virtual object FromTerm(object term, string? format) => term;

    protected static FormatException Unparsable(JsonElement value) =>
        new($"For input string: {JsonBody.Describe(value)}");

    protected static string ScalarText(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? throw new FormatException($"a single value is expected here, but found {JsonBody.Describe(value)}")
            : JsonText.Of(value);
}
