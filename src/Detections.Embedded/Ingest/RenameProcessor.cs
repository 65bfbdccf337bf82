using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>Moves a value to another field.</summary>
internal sealed class RenameProcessor : Processor
{
    public static readonly string[] Options = ["field", "target_field", "ignore_missing", "override"];

    private const string Type = "rename";

    private readonly string _field;
    private readonly string _target;
    private readonly bool _ignoresMissing;
    private readonly bool _overrides;

    public RenameProcessor(JsonElement body)
        : base(Type, body)
    {
        _field = ProcessorOptions.Path(Type, body, "field");
        _target = ProcessorOptions.Path(Type, body, "target_field");
        _ignoresMissing = ProcessorOptions.Flag(body, "ignore_missing");
        _overrides = ProcessorOptions.Flag(body, "override");
    }

    protected override void Change(IngestDocument document)
    {
        if (!document.TryGet(_field, out var value))
        {
            if (_ignoresMissing)
            {
                return;
            }

            throw ApiException.IllegalArgument($"field [{_field}] doesn't exist");
        }

        if (!_overrides && document.TryGet(_target, out _))
        {
            throw ApiException.IllegalArgument($"field [{_target}] already exists");
        }

        document.Remove(_field);
        document.Set(_target, value);
    }
}
