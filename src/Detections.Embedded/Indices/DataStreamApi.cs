using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Data streams: create, show, delete, roll over.</summary>
internal sealed class DataStreamApi(Node node)
{
    private readonly Catalog _catalog = node.Catalog;

    public ApiReply Create(ApiRequest request)
    {
        _catalog.CreateDataStream(request.Segment("name"));
        return ApiReply.Acknowledged();
    }

    public ApiReply Get(ApiRequest request) =>
        ApiReply.Ok(new JsonObject { ["data_streams"] = new JsonArray([.. Matching(request).Select(Show)]) });

    public ApiReply Delete(ApiRequest request)
    {
        foreach (var stream in Matching(request))
        {
            _catalog.Delete(stream);
        }

        return ApiReply.Acknowledged();
    }

    public ApiReply Rollover(ApiRequest request)
    {
        request.Json()?.Only("rollover");
        var name = request.Segment("index");
        if (!_catalog.DataStreams.TryGetValue(name, out var stream))
        {
            throw ApiException.IllegalArgument(
                $"rollover target [{name}] is not a data stream; the embedded node rolls over nothing else"
            );
        }
        var isDryRun = request.Flag("dry_run");
        var next = isDryRun
            ? DataStream.BackingName(name, stream.Generation + 1, _catalog.Now)
            : _catalog.AddBackingIndex(stream).WriteIndex;
        return ApiReply.Ok(
            new JsonObject
            {
                ["acknowledged"] = !isDryRun,
                ["shards_acknowledged"] = !isDryRun,
                ["old_index"] = stream.WriteIndex,
                ["new_index"] = next,
                ["rolled_over"] = !isDryRun,
                ["dry_run"] = isDryRun,
                ["lazy"] = false,
                ["conditions"] = new JsonObject(),
            }
        );
    }

    private DataStream[] Matching(ApiRequest request)
    {
        var names = request.OptionalSegment("name")?.Split(',') ?? ["*"];
        foreach (var name in names.Where(name => !Glob.HasWildcard(name) && !_catalog.DataStreams.ContainsKey(name)))
        {
            throw ApiException.NoSuchIndex(name);
        }

        var options = IndexOptions.From(request);
        return
        [
            .. _catalog.DataStreams.Values.Where(stream =>
                Array.Exists(names, name => name == stream.Name)
                || Array.Exists(
                    names,
                    name =>
                        Glob.Matches(name, stream.Name)
                        && IndexResolver.IsShown(name, stream.Name, stream.Hidden, options)
                )
            ),
        ];
    }

    private JsonObject Show(DataStream stream)
    {
        var indices = stream.Indices.Select(name => _catalog.Indices[name]).ToArray();
        return new JsonObject
        {
            ["name"] = stream.Name,
            ["timestamp_field"] = new JsonObject { ["name"] = DataStream.Timestamp },
            ["indices"] = new JsonArray([
                .. indices.Select(index => new JsonObject { ["index_name"] = index.Name, ["index_uuid"] = index.Uuid }),
            ]),
            ["generation"] = stream.Generation,
            ["status"] = indices.Any(index => index.Settings.Replicas > 0) ? "YELLOW" : "GREEN",
            ["template"] = stream.Template,
            ["hidden"] = stream.Hidden,
            ["system"] = false,
            ["allow_custom_routing"] = false,
            ["replicated"] = false,
            ["rollover_on_write"] = false,
        };
    }
}
