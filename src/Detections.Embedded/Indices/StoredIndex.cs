using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Indices;

/// <summary>One index: what it is called, how it maps, and how far its documents are visible.</summary>
internal sealed class StoredIndex
{
    private DateTimeOffset? _dirtySince;

    public required long Number { get; init; }

    public required string Name { get; init; }

    public required string Uuid { get; init; }

    public required long CreatedMillis { get; init; }

    public string? DataStream { get; init; }

    public required IndexSettings Settings { get; set; }

    public IndexMapping Mapping { get; set; } = IndexMapping.Empty;

    public SortedDictionary<string, AliasOptions> Aliases { get; set; } = new(StringComparer.Ordinal);

    public bool Hidden => Settings.Hidden || Name.StartsWith('.');

    public bool IsDeleted { get; set; }

    public long NextSeqNo { get; set; }

    /// <summary>Searches see the documents of this generation; what is written meanwhile belongs to the next.</summary>
    public long Generation { get; set; }

    public long NextGeneration => Generation + 1;

    public bool IsDirty => _dirtySince is not null;

    public void MarkDirty(DateTimeOffset now) => _dirtySince ??= now;

    public bool IsRefreshDue(DateTimeOffset now, TimeSpan defaultInterval) =>
        _dirtySince is { } since
        && Settings.RefreshInterval(defaultInterval) is { } interval
        && now - since >= interval;

    public void Refresh()
    {
        if (!IsDirty)
        {
            return;
        }

        Generation++;
        _dirtySince = null;
    }

    /// <summary>A real node counts a replica as a copy that it could not place.</summary>
    public JsonObject WriteShards() =>
        new()
        {
            ["total"] = 1 + Settings.Replicas,
            ["successful"] = 1,
            ["failed"] = 0,
        };

    public ApiException Failure(int status, string type, string reason) =>
        new(status, type, reason)
        {
            Details = new JsonObject
            {
                ["index_uuid"] = Uuid,
                ["shard"] = "0",
                ["index"] = Name,
            },
        };

    public JsonObject ToJson()
    {
        JsonObject aliases = [];
        foreach (var (alias, options) in Aliases)
        {
            aliases[alias] = options.ToJson();
        }

        return new JsonObject
        {
            ["number"] = Number,
            ["uuid"] = Uuid,
            ["created"] = CreatedMillis,
            ["data_stream"] = DataStream,
            ["settings"] = Settings.ToFlatJson(),
            ["mappings"] = Mapping.Tree.DeepClone(),
            ["aliases"] = aliases,
        };
    }

    public static StoredIndex FromJson(string name, JsonNode json)
    {
        var index = new StoredIndex
        {
            Number = (long)json["number"]!,
            Name = name,
            Uuid = (string)json["uuid"]!,
            CreatedMillis = (long)json["created"]!,
            DataStream = (string?)json["data_stream"],
            Settings = IndexSettings.Read(json["settings"]),
            Mapping = IndexMapping.Compile((JsonObject)json["mappings"]!.DeepClone()),
        };
        foreach (var (alias, options) in json["aliases"]!.AsObject())
        {
            index.Aliases[alias] = AliasOptions.Read(alias, options);
        }

        return index;
    }
}
