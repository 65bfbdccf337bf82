using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>One step of a pipeline.</summary>
internal abstract class Processor
{
    public static readonly string[] CommonOptions = ["tag", "description", "if", "ignore_failure"];

    private readonly Condition? _condition;
    private readonly bool _ignoresFailure;

    protected Processor(string type, JsonElement body)
    {
        _condition = body.Get("if")?.Text("if") is { } script ? Condition.Read(type, script) : null;
        _ignoresFailure = ProcessorOptions.Flag(body, "ignore_failure");
    }

    public void Run(IngestDocument document)
    {
        try
        {
            if (_condition?.Holds(document) != false)
            {
                Change(document);
            }
        }
        catch (ApiException) when (_ignoresFailure)
        {
            // What was asked for: the document goes on as it is
        }
    }

    protected abstract void Change(IngestDocument document);
}
