using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>Takes fields out.</summary>
internal sealed class RemoveProcessor : Processor
{
    public static readonly string[] Options = ["field", "ignore_missing"];

    private const string Type = "remove";

    private readonly string[] _fields;
    private readonly bool _ignoresMissing;

    public RemoveProcessor(JsonElement body)
        : base(Type, body)
    {
        _fields =
        [
            .. (
                body.Get("field") ?? throw ProcessorOptions.Fault(Type, "[field] required property is missing", "field")
            )
                .Texts("field")
                .Select(field => ProcessorOptions.Checked(Type, "field", field)),
        ];
        _ignoresMissing = ProcessorOptions.Flag(body, "ignore_missing");
    }

    protected override void Change(IngestDocument document)
    {
        foreach (var field in _fields)
        {
            if (!_ignoresMissing || document.TryGet(field, out _))
            {
                document.Remove(field);
            }
        }
    }
}
