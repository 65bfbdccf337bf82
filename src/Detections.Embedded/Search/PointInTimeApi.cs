using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Search;

/// <summary>Opens and closes points in time.</summary>
internal sealed class PointInTimeApi(Node node)
{
    private readonly Searcher _searcher = new(node);

    public ApiReply Open(ApiRequest request)
    {
        request.Json()?.Only("pit");
        var keepAlive = request.Parameter("keep_alive") ?? throw ApiException.Invalid("[keep_alive] is not specified");
        var indices = node.Catalog.Resolve(request.Segment("index"), IndexOptions.From(request));
        var context = node.Contexts.Open(_searcher.Current(indices).Keys, keepAlive);
        return ApiReply.Ok(new JsonObject { ["id"] = context.Id, ["_shards"] = Searcher.AllSuccessful(indices.Count) });
    }

    public ApiReply Close(ApiRequest request)
    {
        var id = request.RequiredJson().Only("pit", "id").Get("id")?.Text("id");
        var freed = id is not null && node.Contexts.Close(id);
        return ApiReply.Of(freed ? 200 : 404, new JsonObject { ["succeeded"] = true, ["num_freed"] = freed ? 1 : 0 });
    }
}
