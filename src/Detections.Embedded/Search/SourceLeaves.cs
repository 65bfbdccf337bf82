using System.Text.Json;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Search;

/// <summary>The values of a source by dotted path; nesting, dotted keys and arrays are all the same to it.</summary>
internal static class SourceLeaves
{
    public static Dictionary<string, List<JsonElement>> Collect(IndexMapping mapping, JsonElement source)
    {
        Dictionary<string, List<JsonElement>> leaves = [];
        Visit("", source);
        return leaves;

        void Visit(string path, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray())
                {
                    Visit(path, item);
                }
            }
            else if (value.ValueKind == JsonValueKind.Object && mapping.At(path) is null)
            {
                foreach (var property in value.EnumerateObject())
                {
                    Visit(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
                }
            }
            else if (leaves.TryGetValue(path, out var values))
            {
                values.Add(value);
            }
            else
            {
                leaves[path] = [value];
            }
        }
    }
}
