using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Ingest;

/// <summary>The pipelines by name, and which of them a document goes through.</summary>
internal sealed class Pipelines
{
    public const string None = "_none";
    public const string DefaultSetting = "index.default_pipeline";
    public const string FinalSetting = "index.final_pipeline";

    private const string Kind = "pipeline";

    private readonly Metadata _metadata;
    private readonly TimeProvider _clock;

    public Pipelines(Metadata metadata, TimeProvider clock)
    {
        _metadata = metadata;
        _clock = clock;
        Load();
    }

    public SortedDictionary<string, Pipeline> All { get; private set; } = [];

    public void Load()
    {
        var all = new SortedDictionary<string, Pipeline>(StringComparer.Ordinal);
        foreach (var (name, body) in _metadata.All(Kind))
        {
            all[name] = Pipeline.Read(body);
        }

        All = all;
    }

    public void Save(string name, Pipeline pipeline)
    {
        _metadata.Put(Kind, name, pipeline.Body);
        All[name] = pipeline;
    }

    public void Remove(string name)
    {
        _metadata.Remove(Kind, name);
        All.Remove(name);
    }

    public IngestDocument Start(JsonObject source) => new(source, _clock.GetUtcNow());

    /// <summary>The document as it will be indexed. What is no JSON object is left to who refuses it.</summary>
    public ReadOnlyMemory<byte> Apply(StoredIndex index, string? requested, ReadOnlyMemory<byte> source)
    {
        var first = Find(requested ?? index.Settings.Values.GetValueOrDefault(DefaultSetting));
        var last = Find(index.Settings.Values.GetValueOrDefault(FinalSetting));
        if ((first is null && last is null) || ReadObject(source) is not { } read)
        {
            return source;
        }

        var document = Start(read);
        first?.Run(document);
        last?.Run(document);
        return ApiReply.Write(200, writer => document.Source.WriteTo(writer)).Body;
    }

    private Pipeline? Find(string? name) =>
        name is null or None ? null
        : All.TryGetValue(name, out var pipeline) ? pipeline
        : throw ApiException.IllegalArgument($"pipeline with id [{name}] does not exist");

    private static JsonObject? ReadObject(ReadOnlyMemory<byte> source)
    {
        try
        {
            return JsonObject.Create(JsonBody.ParseObject(source, JsonBody.DeepestDocument));
        }
        catch (ApiException)
        {
            return null;
        }
    }
}
