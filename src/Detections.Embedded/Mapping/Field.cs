using System.Text.Json;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Mapping;

/// <summary>A field with values of its own, as opposed to an object.</summary>
internal sealed record Field(string Name, FieldType Type)
{
    /// <summary>A value the type cannot take leaves the field out, not the document. Null: as the index says.</summary>
    public bool? IgnoreMalformed { get; init; }

    /// <summary>What an explicit null is indexed as.</summary>
    public JsonElement? NullValue { get; init; }

    /// <summary>Whether queries may ask for it.</summary>
    public bool Searchable { get; init; } = true;

    /// <summary>The same values, indexed in other ways under other names.</summary>
    public IReadOnlyList<Field> SubFields { get; init; } = [];
}
