using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Storage;

/// <summary>Everything that is not a document: a JSON body by kind and name.</summary>
internal sealed class Metadata(Database database)
{
    public void Put(string kind, string name, JsonNode body) =>
        database.Run(
            "INSERT INTO metadata (kind, name, body) VALUES ($0, $1, $2) ON CONFLICT (kind, name) DO UPDATE SET body = $2",
            kind,
            name,
            body.ToJsonString()
        );

    public void Remove(string kind, string name) =>
        database.Run("DELETE FROM metadata WHERE kind = $0 AND name = $1", kind, name);

    public JsonNode? Find(string kind, string name) =>
        database.Scalar("SELECT body FROM metadata WHERE kind = $0 AND name = $1", kind, name) is string body
            ? JsonNodes.Parse(body)
            : null;

    public List<(string Name, JsonNode Body)> All(string kind)
    {
        List<(string, JsonNode)> all = [];
        using var reader = database.Read("SELECT name, body FROM metadata WHERE kind = $0", kind);
        while (reader.Read())
        {
            all.Add((reader.GetString(0), JsonNodes.Parse(reader.GetString(1))));
        }

        return all;
    }
}
