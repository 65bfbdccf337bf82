using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Indices;

/// <summary>All indices, data streams and templates, in memory and in the metadata table.</summary>
internal sealed class Catalog
{
    private const string Index = "index";
    private const string Stream = "data_stream";
    private const string Template = "template";
    private const string Component = "component";
    private const string Node = "node";

    private readonly Metadata _metadata;
    private readonly DocumentStore _documents;
    private readonly EmbeddedNodeOptions _options;

    public Catalog(Metadata metadata, DocumentStore documents, EmbeddedNodeOptions options)
    {
        _metadata = metadata;
        _documents = documents;
        _options = options;
        PrimaryTerm = NextPrimaryTerm();
        ClusterUuid = StoredClusterUuid();
        Load();
    }

    public SortedDictionary<string, StoredIndex> Indices { get; private set; } = [];

    public SortedDictionary<string, DataStream> DataStreams { get; private set; } = [];

    public SortedDictionary<string, IndexTemplate> Templates { get; private set; } = [];

    public SortedDictionary<string, IndexTemplate> Components { get; private set; } = [];

    /// <summary>Grows with each start, so that a sequence number used again after one is told apart.</summary>
    public long PrimaryTerm { get; }

    public string ClusterUuid { get; }

    /// <summary>The oldest generation that an open point in time still needs of an index.</summary>
    public Func<StoredIndex, long> OldestGenerationInUse { get; set; } = index => index.Generation;

    public DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    public IEnumerable<StoredIndex> IndicesOf(string alias) =>
        Indices.Values.Where(index => index.Aliases.ContainsKey(alias));

    /// <summary>Reads everything before it replaces anything.</summary>
    public void Load()
    {
        _documents.Fields.Load();
        var streams = All(Stream, DataStream.FromJson);
        var templates = All(Template, (name, body) => IndexTemplate.Read(name, body.AsObject()));
        var components = All(Component, (name, body) => IndexTemplate.ReadComponent(name, body.AsObject()));
        var indices = All(Index, (name, body) => Recover(StoredIndex.FromJson(name, body)));
        (Indices, DataStreams, Templates, Components) = (indices, streams, templates, components);
    }

    private SortedDictionary<string, T> All<T>(string kind, Func<string, JsonNode, T> read)
    {
        var all = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, body) in _metadata.All(kind))
        {
            all[name] = read(name, body);
        }

        return all;
    }

    /// <summary>Everything acknowledged is visible after a start.</summary>
    private StoredIndex Recover(StoredIndex index)
    {
        index.NextSeqNo = _documents.LastSeqNo(index.Number) + 1;
        index.Generation = _documents.LastGeneration(index.Number);
        return index;
    }

    public StoredIndex Create(string name, IndexPlan plan, string? dataStream = null)
    {
        RequireFree(name);
        foreach (var alias in plan.Aliases.Keys)
        {
            RequireAliasName(alias);
        }

        var index = new StoredIndex
        {
            Number = Indices.Values.Select(existing => existing.Number).DefaultIfEmpty(0).Max() + 1,
            Name = name,
            Uuid = NewId(16),
            CreatedMillis = Now.ToUnixTimeMilliseconds(),
            DataStream = dataStream,
            Settings = plan.Settings,
            Mapping = IndexMapping.Compile(plan.Mappings),
        };
        index.Mapping.RequireDepth(plan.Settings.DepthLimit);
        foreach (var (alias, options) in plan.Aliases)
        {
            index.Aliases[alias] = options;
        }

        Indices[name] = index;
        Save(index);
        return index;
    }

    public void RequireFree(string name)
    {
        if (Indices.TryGetValue(name, out var existing))
        {
            throw new ApiException(
                400,
                "resource_already_exists_exception",
                $"index [{name}/{existing.Uuid}] already exists"
            )
            {
                Details = new JsonObject { ["index_uuid"] = existing.Uuid, ["index"] = name },
            };
        }
        IndexName.Require(name);
        if (IndicesOf(name).Any())
        {
            throw new ApiException(
                400,
                "invalid_index_name_exception",
                $"Invalid index name [{name}], already exists as alias"
            );
        }

        if (DataStreams.ContainsKey(name))
        {
            throw new ApiException(400, "resource_already_exists_exception", $"data_stream [{name}] already exists");
        }
    }

    public void RequireAliasName(string alias)
    {
        IndexName.Require(alias);
        if (Indices.ContainsKey(alias) || DataStreams.ContainsKey(alias))
        {
            throw new ApiException(
                400,
                "invalid_alias_name_exception",
                $"Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias"
            );
        }
    }

    public void Save(StoredIndex index) => _metadata.Put(Index, index.Name, index.ToJson());

    public void Save(DataStream stream)
    {
        DataStreams[stream.Name] = stream;
        _metadata.Put(Stream, stream.Name, stream.ToJson());
    }

    public void SaveTemplate(IndexTemplate template)
    {
        Templates[template.Name] = template;
        _metadata.Put(Template, template.Name, template.Body);
    }

    public void SaveComponent(IndexTemplate component)
    {
        Components[component.Name] = component;
        _metadata.Put(Component, component.Name, component.Body);
    }

    public void Delete(StoredIndex index)
    {
        index.IsDeleted = true;
        Indices.Remove(index.Name);
        _metadata.Remove(Index, index.Name);
        _documents.RemoveAll(index.Number);
    }

    public void Delete(DataStream stream)
    {
        foreach (var name in stream.Indices)
        {
            if (Indices.TryGetValue(name, out var index))
            {
                Delete(index);
            }
        }
        DataStreams.Remove(stream.Name);
        _metadata.Remove(Stream, stream.Name);
    }

    public void DeleteTemplate(string name)
    {
        Templates.Remove(name);
        _metadata.Remove(Template, name);
    }

    public void DeleteComponent(string name)
    {
        Components.Remove(name);
        _metadata.Remove(Component, name);
    }

    /// <summary>Makes what was written searchable and lets go of what nobody can see any more.</summary>
    public void Refresh(StoredIndex index)
    {
        if (!index.IsDirty)
        {
            return;
        }

        index.Refresh();
        _documents.Purge(index.Number, OldestGenerationInUse(index));
    }

    /// <summary>Refreshes are made when somebody looks, which nobody can tell from a timer.</summary>
    public void RefreshIfDue(StoredIndex index)
    {
        if (index.IsRefreshDue(Now, _options.RefreshInterval))
        {
            Refresh(index);
        }
    }

    public static string NewId(int bytes) =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private long NextPrimaryTerm()
    {
        var next = ((long?)_metadata.Find(Node, "primary_term") ?? 0) + 1;
        _metadata.Put(Node, "primary_term", next);
        return next;
    }

    private string StoredClusterUuid()
    {
        var uuid = (string?)_metadata.Find(Node, "cluster_uuid") ?? NewId(16);
        _metadata.Put(Node, "cluster_uuid", uuid);
        return uuid;
    }
}
