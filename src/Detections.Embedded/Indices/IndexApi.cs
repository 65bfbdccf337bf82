using System.Globalization;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Indices: create, show, delete, mapping, settings, refresh.</summary>
internal sealed class IndexApi(Node node)
{
    private readonly Catalog _catalog = node.Catalog;

    public ApiReply Create(ApiRequest request)
    {
        var name = request.Segment("index");
        var body = Body(request);
        if (body["aliases"] is JsonObject { Count: > 0 } aliases)
        {
            request.Caller.RequireIndices(AliasApi.Action, aliases.Select(alias => alias.Key).Prepend(name));
        }

        _catalog.CreateIndex(name, body);
        return ApiReply.Ok(
            new JsonObject
            {
                ["acknowledged"] = true,
                ["shards_acknowledged"] = true,
                ["index"] = name,
            }
        );
    }

    public ApiReply Exists(ApiRequest request)
    {
        var options = IndexOptions.From(request) with { AllowNoIndices = request.Flag("allow_no_indices") };
        return ApiReply.Empty(Found(request, options) ? 200 : 404);
    }

    public ApiReply Get(ApiRequest request) =>
        ApiReply.Ok(
            ByName(
                request,
                index => new JsonObject
                {
                    ["aliases"] = AliasApi.ToJson(index),
                    ["mappings"] = index.Mapping.Tree.DeepClone(),
                    ["settings"] = ShowSettings(index, flat: request.Flag("flat_settings")),
                    ["data_stream"] = index.DataStream,
                }
            )
        );

    public ApiReply Delete(ApiRequest request)
    {
        var expression = request.Segment("index");
        RefuseAliases(expression);
        var indices = _catalog.Resolve(expression, IndexOptions.From(request));
        foreach (var index in indices)
        {
            _catalog.RequireRemovable(index);
        }

        foreach (var index in indices)
        {
            _catalog.RemoveIndex(index);
        }

        return ApiReply.Acknowledged();
    }

    public ApiReply GetMapping(ApiRequest request) =>
        ApiReply.Ok(ByName(request, index => new JsonObject { ["mappings"] = index.Mapping.Tree.DeepClone() }));

    public ApiReply PutMapping(ApiRequest request)
    {
        var update = Body(request);
        var indices = _catalog.Resolve(
            request.Segment("index"),
            IndexOptions.From(request) with
            {
                AllowNoIndices = false,
            }
        );
        var merged = indices.Select(index => (index, Mapping: index.Mapping.Merge(update))).ToArray();
        foreach (var (index, mapping) in merged)
        {
            mapping.RequireDepth(index.Settings.DepthLimit);
        }

        foreach (var (index, mapping) in merged)
        {
            index.Mapping = mapping;
            _catalog.Save(index);
        }
        return ApiReply.Acknowledged();
    }

    public ApiReply GetSettings(ApiRequest request) =>
        ApiReply.Ok(
            ByName(
                request,
                index => new JsonObject { ["settings"] = ShowSettings(index, request.Flag("flat_settings")) }
            )
        );

    public ApiReply PutSettings(ApiRequest request)
    {
        var body = Body(request);
        var changed = _catalog
            .Resolve(request.OptionalSegment("index"), IndexOptions.From(request))
            .Select(index => (index, Settings: index.Settings.With(body["settings"] ?? body)))
            .ToArray();
        foreach (var (index, settings) in changed)
        {
            index.Settings = settings;
            _catalog.Save(index);
        }
        return ApiReply.Acknowledged();
    }

    public ApiReply Refresh(ApiRequest request)
    {
        var indices = _catalog.Resolve(
            request.OptionalSegment("index"),
            IndexOptions.From(request) with
            {
                ExpandHidden = true,
            }
        );
        foreach (var index in indices)
        {
            _catalog.Refresh(index);
        }

        return ApiReply.Ok(
            new JsonObject
            {
                ["_shards"] = new JsonObject
                {
                    ["total"] = indices.Sum(index => 1 + index.Settings.Replicas),
                    ["successful"] = indices.Count,
                    ["failed"] = 0,
                },
            }
        );
    }

    private bool Found(ApiRequest request, IndexOptions options)
    {
        try
        {
            return _catalog.Resolve(request.Segment("index"), options).Count > 0;
        }
        catch (ApiException e) when (e.Status == 404)
        {
            return false;
        }
    }

    private void RefuseAliases(string expression)
    {
        foreach (var name in expression.Split(',').Where(name => !_catalog.Indices.ContainsKey(name)))
        {
            if (_catalog.IndicesOf(name).Any() || _catalog.DataStreams.ContainsKey(name))
            {
                throw ApiException.IllegalArgument(
                    $"[{name}] is an alias or a data stream; name concrete indices instead"
                );
            }
        }
    }

    private JsonObject ByName(ApiRequest request, Func<StoredIndex, JsonObject> show)
    {
        JsonObject shown = [];
        foreach (var index in _catalog.Resolve(request.OptionalSegment("index"), IndexOptions.From(request)))
        {
            var part = show(index);
            if (part.TryGetPropertyValue("data_stream", out var stream) && stream is null)
            {
                part.Remove("data_stream");
            }

            shown[index.Name] = part;
        }
        return shown;
    }

    private static JsonObject ShowSettings(StoredIndex index, bool flat)
    {
        var all = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["index.creation_date"] = index.CreatedMillis.ToString(CultureInfo.InvariantCulture),
            ["index.number_of_replicas"] = index.Settings.Replicas.ToString(CultureInfo.InvariantCulture),
            ["index.number_of_shards"] = "1",
            ["index.provided_name"] = index.Name,
            ["index.uuid"] = index.Uuid,
        };
        foreach (var (name, value) in index.Settings.Values)
        {
            all[name] = value;
        }

        return flat
            ? new JsonObject(all.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)))
            : IndexSettings.Nest(all);
    }

    public static JsonObject Body(ApiRequest request) => request.Json() is { } body ? JsonObject.Create(body)! : [];
}
