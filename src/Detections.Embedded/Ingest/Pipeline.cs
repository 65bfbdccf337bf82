using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>What is done to a document before it is indexed.</summary>
internal sealed class Pipeline
{
    private readonly Processor[] _processors;

    private Pipeline(JsonObject body, Processor[] processors)
    {
        Body = body;
        _processors = processors;
    }

    public JsonObject Body { get; }

    public static Pipeline Read(JsonNode body) => Read(JsonSerializer.SerializeToElement(body));

    public static Pipeline Read(JsonElement body)
    {
        body.Only("pipeline", "description", "processors", "version", "_meta", "deprecated");
        var processors =
            body.Get("processors")
            ?? throw new ApiException(400, "parse_exception", "[processors] required property is missing");
        return new Pipeline(
            JsonObject.Create(body)!,
            [.. processors.Items("processors").Select(processor => ProcessorReader.Read(processor))]
        );
    }

    public void Run(IngestDocument document)
    {
        foreach (var processor in _processors)
        {
            processor.Run(document);
        }
    }
}
