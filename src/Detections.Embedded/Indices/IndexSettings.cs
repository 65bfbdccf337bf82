using System.Globalization;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Indices;

/// <summary>An index's settings, flat and as text, as in <c>index.refresh_interval = 1s</c>.</summary>
internal sealed class IndexSettings
{
    private const string Prefix = "index.";

    /// <summary>Settings that steer a cluster and change nothing on one node.</summary>
    private static readonly string[] WithoutEffect =
    [
        "index.auto_expand_replicas",
        "index.codec",
        "index.priority",
        "index.lifecycle.*",
        "index.number_of_routing_shards",
        "index.query.default_field",
        "index.query.default_field.*",
        "index.translog.*",
        "index.merge.*",
        "index.routing.allocation.*",
        "index.unassigned.*",
        "index.max_docvalue_fields_search",
        "index.mapping.nested_fields.limit",
        "index.mapping.field_name_length.limit",
        "index.format",
    ];

    private readonly SortedDictionary<string, string?> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string?> Values => _values;

    public bool Hidden => _values.GetValueOrDefault("index.hidden") == "true";

    /// <summary>What holds for fields that do not say it themselves.</summary>
    public bool IgnoreMalformed => _values.GetValueOrDefault("index.mapping.ignore_malformed") == "true";

    public int Replicas =>
        int.Parse(_values.GetValueOrDefault("index.number_of_replicas") ?? "1", CultureInfo.InvariantCulture);

    public long MaxResultWindow =>
        long.Parse(_values.GetValueOrDefault("index.max_result_window") ?? "10000", CultureInfo.InvariantCulture);

    public long TotalFieldsLimit =>
        long.Parse(
            _values.GetValueOrDefault("index.mapping.total_fields.limit") ?? "1000",
            CultureInfo.InvariantCulture
        );

    /// <summary>How many levels of objects a mapping may have, the root being the first.</summary>
    public int DepthLimit =>
        int.Parse(_values.GetValueOrDefault("index.mapping.depth.limit") ?? "20", CultureInfo.InvariantCulture);

    /// <summary>Null means never.</summary>
    public TimeSpan? RefreshInterval(TimeSpan otherwise) =>
        _values.GetValueOrDefault("index.refresh_interval") switch
        {
            null => otherwise,
            "-1" => null,
            var text => TimeText.Parse(text, "index.refresh_interval"),
        };

    public static IndexSettings Read(JsonNode? settings)
    {
        var read = new IndexSettings();
        read.Apply(settings);
        return read;
    }

    /// <summary>A copy with other settings laid over it.</summary>
    public IndexSettings With(JsonNode? settings)
    {
        var changed = Read(ToFlatJson());
        changed.Apply(settings);
        return changed;
    }

    public void Apply(JsonNode? settings)
    {
        if (settings is JsonObject tree)
        {
            Add("", tree);
        }
    }

    public JsonObject ToFlatJson()
    {
        JsonObject flat = [];
        foreach (var (name, value) in _values)
        {
            flat[name] = value;
        }

        return flat;
    }

    public static JsonObject Nest(IEnumerable<KeyValuePair<string, string?>> flat)
    {
        JsonObject root = [];
        foreach (var (name, value) in flat)
        {
            var level = root;
            var parts = name.Split('.');
            foreach (var part in parts[..^1])
            {
                if (level[part] is not JsonObject next)
                {
                    level[part] = next = [];
                }

                level = next;
            }
            level[parts[^1]] = value;
        }
        return root;
    }

    private void Add(string path, JsonObject tree)
    {
        foreach (var (name, value) in tree)
        {
            var full = path.Length == 0 ? name : $"{path}.{name}";
            if (value is JsonObject level)
            {
                Add(full, level);
            }
            else
            {
                Set(full.StartsWith(Prefix, StringComparison.Ordinal) ? full : Prefix + full, value);
            }
        }
    }

    private void Set(string name, JsonNode? value)
    {
        if (value is null)
        {
            _values.Remove(name);
            return;
        }
        Validate(name, value.ToString());
        _values[name] = value is JsonArray ? value.ToJsonString() : value.ToString();
    }

    private static void Validate(string name, string value)
    {
        switch (name)
        {
            case "index.number_of_shards" when value == "1":
            case "index.mode" when value == "standard":
            case "index.default_pipeline" or "index.final_pipeline" when value.Length > 0:
            case "index.hidden"
            or "index.mapping.ignore_malformed"
            or "index.blocks.write"
            or "index.blocks.read_only"
            or IndexBlocks.Flood when value is "true" or "false":
                return;
            case "index.refresh_interval":
                if (value != "-1")
                {
                    TimeText.Parse(value, name);
                }

                return;
            case "index.max_result_window" or "index.mapping.total_fields.limit":
                RequireWholeNumber(name, value, 0, long.MaxValue);
                return;
            case "index.number_of_replicas":
                RequireWholeNumber(name, value, 0, 1_000_000);
                return;
            case "index.mapping.depth.limit":
                RequireWholeNumber(name, value, 1, MappingTree.MostLevels);
                return;
            case "index.number_of_shards"
            or "index.mode"
            or "index.default_pipeline"
            or "index.final_pipeline"
            or "index.hidden"
            or "index.mapping.ignore_malformed"
            or "index.blocks.write"
            or "index.blocks.read_only"
            or IndexBlocks.Flood:
                throw ApiException.IllegalArgument(
                    $"[{name}] cannot be [{value}] on the embedded node: it keeps one shard per index, in standard mode"
                );
            default:
                if (!Glob.MatchesAny(WithoutEffect, name))
                {
                    throw ApiException.IllegalArgument(
                        $"unknown setting [{name}] please check that it is one the embedded node implements"
                    );
                }
                return;
        }
    }

    private static void RequireWholeNumber(string name, string value, long least, long most)
    {
        if (
            !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < least
            || number > most
        )
        {
            throw ApiException.IllegalArgument(
                $"Failed to parse value [{value}] for setting [{name}]: it must be a whole number from {least} to {most}"
            );
        }
    }
}
