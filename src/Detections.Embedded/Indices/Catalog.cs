using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Indices;

/// <summary>All indices, data streams and templates, in memory and in the metadata table.</summary>
internal sealed class Catalog
{
    private readonly Database _database;
    private readonly DocumentStore _documents;
    private readonly EmbeddedNodeOptions _options;

    public Catalog(Database database, DocumentStore documents, EmbeddedNodeOptions options)
    {
        _database = database;
        _documents = documents;
        _options = options;
        PrimaryTerm = NextPrimaryTerm();
        ClusterUuid = StoredClusterUuid();
        Load();
    }

    public SortedDictionary<string, StoredIndex> Indices { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, DataStream> DataStreams { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, IndexTemplate> Templates { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, IndexTemplate> Components { get; } = new(StringComparer.Ordinal);

    /// <summary>Grows with each start, so that a sequence number used again after one is told apart.</summary>
    public long PrimaryTerm { get; }

    public string ClusterUuid { get; }

    /// <summary>The oldest generation that an open point in time still needs of an index.</summary>
    public Func<StoredIndex, long> OldestGenerationInUse { get; set; } = index => index.Generation;

    public DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    public IEnumerable<StoredIndex> IndicesOf(string alias) =>
        Indices.Values.Where(index => index.Aliases.ContainsKey(alias));

    public void Load()
    {
        _documents.Fields.Load();
        Indices.Clear();
        DataStreams.Clear();
        Templates.Clear();
        Components.Clear();
        using var reader = _database.Read("SELECT kind, name, body FROM metadata");
        List<StoredIndex> indices = [];
        while (reader.Read())
        {
            var (kind, name) = (reader.GetString(0), reader.GetString(1));
            var body = JsonNode.Parse(reader.GetString(2))!;
            if (kind == "index")
                indices.Add(StoredIndex.FromJson(name, body));
            else if (kind == "data_stream")
                DataStreams[name] = DataStream.FromJson(name, body);
            else if (kind == "template")
                Templates[name] = IndexTemplate.Read(name, body.AsObject());
            else if (kind == "component")
                Components[name] = IndexTemplate.ReadComponent(name, body.AsObject());
        }
        reader.Dispose();
        foreach (var index in indices)
            Recover(index);
    }

    /// <summary>Everything acknowledged is visible after a start.</summary>
    private void Recover(StoredIndex index)
    {
        index.NextSeqNo = _documents.LastSeqNo(index.Number) + 1;
        index.Generation = _documents.LastGeneration(index.Number);
        Indices[index.Name] = index;
    }

    public StoredIndex Create(string name, IndexPlan plan, string? dataStream = null)
    {
        RequireFree(name);
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
        foreach (var (alias, options) in plan.Aliases)
            index.Aliases[alias] = options;
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
            throw new ApiException(
                400,
                "invalid_index_name_exception",
                $"Invalid index name [{name}], already exists as alias"
            );
        if (DataStreams.ContainsKey(name))
            throw new ApiException(400, "resource_already_exists_exception", $"data_stream [{name}] already exists");
    }

    public void Save(StoredIndex index) => Put("index", index.Name, index.ToJson());

    public void Save(DataStream stream)
    {
        DataStreams[stream.Name] = stream;
        Put("data_stream", stream.Name, stream.ToJson());
    }

    public void SaveTemplate(IndexTemplate template)
    {
        Templates[template.Name] = template;
        Put("template", template.Name, template.Body);
    }

    public void SaveComponent(IndexTemplate component)
    {
        Components[component.Name] = component;
        Put("component", component.Name, component.Body);
    }

    public void Delete(StoredIndex index)
    {
        index.IsDeleted = true;
        Indices.Remove(index.Name);
        Remove("index", index.Name);
        _documents.RemoveAll(index.Number);
    }

    public void Delete(DataStream stream)
    {
        foreach (var name in stream.Indices)
        {
            if (Indices.TryGetValue(name, out var index))
                Delete(index);
        }
        DataStreams.Remove(stream.Name);
        Remove("data_stream", stream.Name);
    }

    public void DeleteTemplate(string name)
    {
        Templates.Remove(name);
        Remove("template", name);
    }

    public void DeleteComponent(string name)
    {
        Components.Remove(name);
        Remove("component", name);
    }

    /// <summary>Makes what was written searchable and lets go of what nobody can see any more.</summary>
    public void Refresh(StoredIndex index)
    {
        if (!index.IsDirty)
            return;
        index.Refresh();
        _documents.Purge(index.Number, OldestGenerationInUse(index));
    }

    /// <summary>Refreshes are made when somebody looks, which nobody can tell from a timer.</summary>
    public void RefreshIfDue(StoredIndex index)
    {
        if (index.IsRefreshDue(Now, _options.RefreshInterval))
            Refresh(index);
    }

    public static string NewId(int bytes) =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private long NextPrimaryTerm()
    {
        var next = ((long?)Find("node", "primary_term") ?? 0) + 1;
        Put("node", "primary_term", next);
        return next;
    }

    private string StoredClusterUuid()
    {
        var uuid = (string?)Find("node", "cluster_uuid") ?? NewId(16);
        Put("node", "cluster_uuid", uuid);
        return uuid;
    }

    private JsonNode? Find(string kind, string name) =>
        _database.Scalar("SELECT body FROM metadata WHERE kind = $0 AND name = $1", kind, name) is string body
            ? JsonNode.Parse(body)
            : null;

    private void Put(string kind, string name, JsonNode body) =>
        _database.Run(
            "INSERT INTO metadata (kind, name, body) VALUES ($0, $1, $2) ON CONFLICT (kind, name) DO UPDATE SET body = $2",
            kind,
            name,
            body.ToJsonString()
        );

    private void Remove(string kind, string name) =>
        _database.Run("DELETE FROM metadata WHERE kind = $0 AND name = $1", kind, name);
}
