using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Security;

namespace Detections.Embedded.Indices;

/// <summary>Aliases of indices.</summary>
internal sealed class AliasApi(Node node)
{
    public const string Action = "indices:admin/aliases";

    private readonly Catalog _catalog = node.Catalog;

    public static JsonObject ToJson(StoredIndex index) =>
        new(index.Aliases.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.ToJson())));

    /// <summary><c>_aliases</c>: all actions or none.</summary>
    public ApiReply Update(ApiRequest request)
    {
        var body = request.RequiredJson().Only("aliases", "actions");
        var changes = new AliasChanges(_catalog);
        foreach (var action in body.Get("actions")?.Items("actions") ?? default)
        {
            Apply(request.Caller, action, changes);
        }

        changes.Save();
        return ApiReply.Acknowledged();
    }

    public ApiReply Put(ApiRequest request)
    {
        var alias = request.Segment("name");
        var options = AliasOptions.Read(alias, IndexApi.Body(request));
        var indices = _catalog.Resolve(
            request.Segment("index"),
            IndexOptions.From(request) with
            {
                AllowNoIndices = false,
            }
        );
        var changes = new AliasChanges(_catalog);
        foreach (var index in indices)
        {
            changes.Add(index, alias, options);
        }

        changes.Save();
        return ApiReply.Acknowledged();
    }

    public ApiReply Delete(ApiRequest request)
    {
        var names = request.Segment("name").Split(',');
        var indices = _catalog.Resolve(
            request.Segment("index"),
            IndexOptions.From(request) with
            {
                AllowNoIndices = false,
            }
        );
        if (!indices.Any(index => index.Aliases.Keys.Any(alias => Glob.MatchesAny(names, alias))))
        {
            throw Missing(request.Segment("name"));
        }

        var changes = new AliasChanges(_catalog);
        foreach (var index in indices)
        {
            changes.Remove(index, names);
        }

        changes.Save();
        return ApiReply.Acknowledged();
    }

    public ApiReply Get(ApiRequest request)
    {
        var names = request.OptionalSegment("name")?.Split(',') ?? ["*"];
        var indices = _catalog.Resolve(
            request.OptionalSegment("index"),
            IndexOptions.From(request) with
            {
                ExpandHidden = true,
            }
        );
        JsonObject shown = [];
        foreach (var index in indices)
        {
            var aliases = index
                .Aliases.Where(alias => names is ["_all"] || Glob.MatchesAny(names, alias.Key))
                .Where(alias => request.Caller.MayUse("indices:admin/aliases/get", alias.Key))
                .ToArray();
            if (aliases.Length == 0 && (request.Segments.ContainsKey("name") || !request.Segments.ContainsKey("index")))
            {
                continue;
            }

            shown[index.Name] = new JsonObject
            {
                ["aliases"] = new JsonObject(
                    aliases.Select(alias => KeyValuePair.Create(alias.Key, (JsonNode?)alias.Value.ToJson()))
                ),
            };
        }
        if (shown.Count > 0 || !Array.Exists(names, name => !Glob.HasWildcard(name) && name != "_all"))
        {
            return ApiReply.Ok(shown);
        }

        return ApiReply.Of(
            404,
            new JsonObject { ["error"] = $"alias [{request.Segment("name")}] missing", ["status"] = 404 }
        );
    }

    public ApiReply Exists(ApiRequest request) => ApiReply.Empty(Get(request).Status);

    private void Apply(Caller caller, JsonElement action, AliasChanges changes)
    {
        var verb = action.Only("actions", "add", "remove", "remove_index").EnumerateObject().FirstOrDefault();
        if (verb.Value.ValueKind == JsonValueKind.Undefined)
        {
            throw ApiException.Parsing("[actions] an action must be one of [add, remove, remove_index], but found {}");
        }

        var options = verb.Value.Only(
            verb.Name,
            "index",
            "indices",
            "alias",
            "aliases",
            "is_write_index",
            "is_hidden",
            "must_exist"
        );
        var indices = Named(options, "index", "indices")
            .SelectMany(name =>
                _catalog.Resolve(caller.Narrow(Action, name, IndexOptions.Default), IndexOptions.Default)
            )
            .ToArray();
        if (verb.Name == "remove_index")
        {
            Array.ForEach(indices, changes.RemoveIndex);
            return;
        }

        var aliases = Named(options, "alias", "aliases");
        caller.RequireIndices(Action, aliases.Where(alias => !Glob.HasWildcard(alias)));
        if (verb.Name == "remove")
        {
            var found = indices.Any(index => index.Aliases.Keys.Any(alias => Glob.MatchesAny(aliases, alias)));
            if (!found && options.Get("must_exist")?.Boolean("must_exist") != false)
            {
                throw Missing(string.Join(',', aliases));
            }

            Array.ForEach(indices, index => changes.Remove(index, aliases));
            return;
        }

        var how = new AliasOptions(
            options.Get("is_write_index")?.Boolean("is_write_index"),
            options.Get("is_hidden")?.Boolean("is_hidden")
        );
        foreach (var alias in aliases)
        {
            Array.ForEach(indices, index => changes.Add(index, alias, how));
        }
    }

    private static IReadOnlyList<string> Named(JsonElement options, string one, string many) =>
        options.Get(one)?.Texts(one)
        ?? options.Get(many)?.Texts(many)
        ?? throw ApiException.IllegalArgument($"One of [{one}] or [{many}] is required");

    private static ApiException Missing(string name) =>
        new(404, "aliases_not_found_exception", $"aliases [{name}] missing");
}
