using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Mapping;

/// <summary><c>_field_caps</c>: which fields there are, of which types, and where types differ.</summary>
internal sealed class FieldCapsApi(Node node)
{
    private static readonly (string Name, FieldCapability Capability)[] Metadata =
    [
        ("_id", new FieldCapability("_id", Searchable: true, Aggregatable: false, IsMetadata: true)),
        ("_ignored", new FieldCapability("_ignored", Searchable: true, Aggregatable: true, IsMetadata: true)),
        ("_index", new FieldCapability("_index", Searchable: true, Aggregatable: true, IsMetadata: true)),
        ("_source", new FieldCapability("_source", Searchable: false, Aggregatable: false, IsMetadata: true)),
    ];

    public ApiReply Get(ApiRequest request)
    {
        var body = request.Json()?.Only("field_caps", "fields");
        var patterns =
            request.Names("fields")
            ?? body?.Get("fields")?.Texts("fields")
            ?? throw ApiException.Invalid("no fields specified");
        var types = request.Names("types") ?? [];
        var indices = node.Catalog.Resolve(request.OptionalSegment("index"), IndexOptions.From(request));
        var fields = new SortedDictionary<string, List<(StoredIndex Index, FieldCapability Capability)>>(
            StringComparer.Ordinal
        );
        foreach (var index in indices)
        {
            foreach (var (name, capability) in Asked(index.Mapping, patterns))
            {
                if (types.Length > 0 && !types.Contains(capability.Type))
                {
                    continue;
                }

                if (!fields.TryGetValue(name, out var found))
                {
                    fields[name] = found = [];
                }

                found.Add((index, capability));
            }
        }
        var includeUnmapped = request.Flag("include_unmapped");
        return ApiReply.Ok(
            new JsonObject
            {
                ["indices"] = Names(indices),
                ["fields"] = new JsonObject(
                    fields.Select(field =>
                        KeyValuePair.Create(field.Key, (JsonNode?)Show(field.Value, indices, includeUnmapped))
                    )
                ),
            }
        );
    }

    /// <summary>What the patterns name, and the objects that it is in.</summary>
    private static IEnumerable<(string Name, FieldCapability Capability)> Asked(
        IndexMapping mapping,
        IReadOnlyList<string> patterns
    )
    {
        var all = Capabilities(mapping).ToList();
        var named = all.Select(c => c.Name).Where(n => Glob.MatchesAny(patterns, n)).ToHashSet(StringComparer.Ordinal);
        var parents = mapping.ObjectNames.Where(o => named.Any(n => n.StartsWith($"{o}.", StringComparison.Ordinal)));
        named.UnionWith(parents.ToList());
        return all.Where(c => named.Contains(c.Name));
    }

    private static IEnumerable<(string Name, FieldCapability Capability)> Capabilities(IndexMapping mapping)
    {
        foreach (var (name, field) in mapping.Fields)
        {
            yield return (name, FieldCapability.Of(field));
        }

        foreach (var (alias, target) in mapping.Aliases)
        {
            yield return (alias, FieldCapability.Of(mapping.Fields[target]));
        }

        foreach (var name in mapping.ObjectNames)
        {
            yield return (name, new FieldCapability("object", Searchable: false, Aggregatable: false));
        }

        foreach (var metadata in Metadata)
        {
            yield return metadata;
        }
    }

    private static JsonObject Show(
        List<(StoredIndex Index, FieldCapability Capability)> found,
        IReadOnlyList<StoredIndex> all,
        bool includeUnmapped
    )
    {
        var byType = found
            .GroupBy(one => one.Capability.Type)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        var unmapped = includeUnmapped ? all.Except(found.Select(one => one.Index)).ToArray() : [];
        var differs = byType.Length > 1 || unmapped.Length > 0;
        JsonObject shown = [];
        foreach (var group in byType)
        {
            var indices = group.Select(one => one.Index).ToArray();
            shown[group.Key] = FieldCapability
                .Merge(group.Select(one => one.Capability))
                .ToJson(differs ? Names(indices) : null);
        }
        if (unmapped.Length > 0)
        {
            shown["unmapped"] = new FieldCapability("unmapped", Searchable: false, Aggregatable: false).ToJson(
                Names(unmapped)
            );
        }
        return shown;
    }

    private static JsonArray Names(IEnumerable<StoredIndex> indices) =>
        [.. indices.Select(index => index.Name).Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))];
}
