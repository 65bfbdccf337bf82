using System.Text.Json.Nodes;

namespace Detections.Embedded.Mapping;

/// <summary>What can be done with a field of some type.</summary>
internal sealed record FieldCapability(string Type, bool Searchable, bool Aggregatable, bool IsMetadata = false)
{
    public static FieldCapability Of(Field field) => new(field.Type.Family, field.Searchable, field.Type.Sortable);

    /// <summary>What can be done in every index.</summary>
    public static FieldCapability Merge(IEnumerable<FieldCapability> same) =>
        same.Aggregate(
            (one, other) =>
                one with
                {
                    Searchable = one.Searchable && other.Searchable,
                    Aggregatable = one.Aggregatable && other.Aggregatable,
                }
        );

    public JsonObject ToJson(JsonArray? indices)
    {
        var json = new JsonObject
        {
            ["type"] = Type,
            ["metadata_field"] = IsMetadata,
            ["searchable"] = Searchable,
            ["aggregatable"] = Aggregatable,
        };
        if (indices is not null)
        {
            json["indices"] = indices;
        }

        return json;
    }
}
