using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary><c>_resolve/index</c>: which indices, aliases and data streams a list of names and patterns means.</summary>
internal sealed class ResolveApi(Node node)
{
    private readonly Catalog _catalog = node.Catalog;

    public ApiReply Resolve(ApiRequest request)
    {
        var expression = request.Segment("index");
        var options = IndexOptions.From(request);
        _catalog.Resolve(expression, options);
        var (included, excluded) = Split(expression);
        bool IsMeant(string name, bool hidden) =>
            included.Exists(part =>
                part == name || (Glob.Matches(part, name) && IndexResolver.IsShown(part, name, hidden, options))
            ) && !Glob.MatchesAny(excluded, name);

        return ApiReply.Ok(
            new JsonObject
            {
                ["indices"] = new JsonArray([
                    .. _catalog.Indices.Values.Where(index => IsMeant(index.Name, index.Hidden)).Select(Show),
                ]),
                ["aliases"] = new JsonArray([
                    .. Aliases().Where(alias => IsMeant(alias.Name, alias.Hidden)).Select(alias => Show(alias.Name)),
                ]),
                ["data_streams"] = new JsonArray([
                    .. _catalog.DataStreams.Values.Where(stream => IsMeant(stream.Name, stream.Hidden)).Select(Show),
                ]),
            }
        );
    }

    /// <summary>After the first wildcard, a minus excludes.</summary>
    private static (List<string> Included, List<string> Excluded) Split(string expression)
    {
        List<string> included = [];
        List<string> excluded = [];
        foreach (var part in expression == "_all" ? ["*"] : expression.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith('-') && included.Exists(Glob.HasWildcard))
            {
                excluded.Add(part[1..]);
            }
            else
            {
                included.Add(part);
            }
        }
        return (included, excluded);
    }

    private IEnumerable<(string Name, bool Hidden)> Aliases() =>
        _catalog
            .Indices.Values.SelectMany(index => index.Aliases)
            .GroupBy(alias => alias.Key)
            .Select(group => (group.Key, group.All(alias => alias.Value.IsHidden == true) || group.Key.StartsWith('.')))
            .OrderBy(alias => alias.Key, StringComparer.Ordinal);

    private static JsonObject Show(StoredIndex index)
    {
        JsonArray attributes = index.Hidden ? ["hidden", "open"] : ["open"];
        var shown = new JsonObject { ["name"] = index.Name };
        if (index.Aliases.Count > 0)
        {
            shown["aliases"] = Names(index.Aliases.Keys);
        }

        shown["attributes"] = attributes;
        if (index.DataStream is not null)
        {
            shown["data_stream"] = index.DataStream;
        }

        shown["mode"] = "standard";
        return shown;
    }

    private JsonObject Show(string alias) =>
        new JsonObject { ["name"] = alias, ["indices"] = Names(_catalog.IndicesOf(alias).Select(index => index.Name)) };

    private static JsonObject Show(DataStream stream) =>
        new JsonObject
        {
            ["name"] = stream.Name,
            ["backing_indices"] = Names(stream.Indices),
            ["timestamp_field"] = DataStream.Timestamp,
        };

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}
