using System.Text.Json;

namespace Detections.Embedded.Http;

/// <summary>Writes trees of dictionaries, lists and JSON elements.</summary>
internal static class JsonWriting
{
    public static void WriteTo(this object tree, Utf8JsonWriter writer)
    {
        switch (tree)
        {
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case Dictionary<string, object> properties:
                writer.WriteStartObject();
                foreach (var (name, value) in properties)
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }
                writer.WriteEndObject();
                break;
            case List<object> items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"cannot write a {tree.GetType().Name}", nameof(tree));
        }
    }
}
