using System.Globalization;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Cluster;

/// <summary><c>_cat/health</c>: what clients ask for the cluster's time. As JSON only.</summary>
internal sealed class CatHealthApi(Node node)
{
    public ApiReply Health(ApiRequest request)
    {
        if (request.Parameter("format") != "json")
        {
            throw ApiException.IllegalArgument("the embedded node answers _cat/health with [format=json] only");
        }

        var now = node.Clock.GetUtcNow();
        JsonObject row = new()
        {
            ["epoch"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["timestamp"] = now.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        };
        foreach (var name in request.Names("h") ?? [])
        {
            if (!row.ContainsKey(name))
            {
                throw ApiException.IllegalArgument($"unknown column [{name}]; known are [epoch, timestamp]");
            }
        }

        foreach (var name in row.Select(c => c.Key).Except(request.Names("h") ?? ["epoch", "timestamp"]).ToList())
        {
            row.Remove(name);
        }

        return ApiReply.Ok(new JsonArray(row));
    }
}
