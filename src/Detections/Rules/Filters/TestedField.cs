using Detections.Eql;

namespace Detections.Rules.Filters;

/// <summary>
/// A field of a document in which the values of a field that is named by an exception or filter may be. A sub-field such as
/// <c>process.name.caseless</c> is in no document: it indexes its parent once more.
/// </summary>
internal sealed record TestedField(string Name, FieldType? Type)
{
    private static readonly FieldType Words = new("match_only_text");

    private static readonly (string Suffix, FieldType Type)[] SubFields =
    [
        (".text", Words),
        (".keyword", new("keyword")),
        (".caseless", new("keyword") { HasNormalizer = true }),
    ];

    /// <summary>The fields of the Elastic Common Schema that are searched by their words.</summary>
    private static readonly string[] Texts = ["message", "error.message"];

    /// <summary>Whether it is searched by its words.</summary>
    public bool IsAnalysed => Type?.Name is "text" or "match_only_text";

    /// <param name="parent">Of a nested field, the object that holds it and that it is read from.</param>
    public static IReadOnlyList<TestedField> Of(string name, string? parent = null)
    {
        var own = new TestedField(name, TypeOf(parent is null ? name : $"{parent}.{name}"));
        var subField = SubFields.FirstOrDefault(s =>
            name.Length > s.Suffix.Length && name.EndsWith(s.Suffix, StringComparison.Ordinal)
        );
        return subField.Suffix is null ? [own] : [own, new(name[..^subField.Suffix.Length], subField.Type)];
    }

    private static FieldType? TypeOf(string name) => Texts.Contains(name) ? Words : FieldTypes.Ecs.Of(name);
}
