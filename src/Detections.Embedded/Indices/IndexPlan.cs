using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Indices;

/// <summary>What a new index will be: templates and the request's own body, one over the other.</summary>
internal sealed class IndexPlan
{
    public IndexSettings Settings { get; } = new();

    public JsonObject Mappings { get; private set; } = [];

    public Dictionary<string, AliasOptions> Aliases { get; } = [];

    public void Apply(JsonObject part)
    {
        foreach (var (key, value) in part)
        {
            switch (key)
            {
                case "settings":
                    Settings.Apply(value);
                    break;
                case "mappings":
                    Mappings = MappingTree.Merge(Mappings, value as JsonObject ?? []);
                    break;
                case "aliases":
                    foreach (var (alias, options) in value as JsonObject ?? [])
                    {
                        Aliases[alias] = AliasOptions.Read(alias, options);
                    }

                    break;
                default:
                    throw ApiException.Parsing(
                        $"unknown key [{key}] for create index; known are [settings, mappings, aliases]"
                    );
            }
        }
    }
}
