using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>Gives a field a value: a constant, a template, or that of another field.</summary>
internal sealed class SetProcessor : Processor
{
    public static readonly string[] Options = ["field", "value", "copy_from", "override", "ignore_empty_value"];

    private const string Type = "set";

    private readonly string _field;
    private readonly JsonNode? _value;
    private readonly Template? _template;
    private readonly string? _copyFrom;
    private readonly bool _overrides;
    private readonly bool _ignoresEmpty;

    public SetProcessor(JsonElement body)
        : base(Type, body)
    {
        _field = ProcessorOptions.Path(Type, body, "field");
        _overrides = ProcessorOptions.Flag(body, "override", otherwise: true);
        _ignoresEmpty = ProcessorOptions.Flag(body, "ignore_empty_value");
        _copyFrom = body.Get("copy_from") is null ? null : ProcessorOptions.Path(Type, body, "copy_from");
        var value = body.Get("value");
        if (value is null == _copyFrom is null)
        {
            throw value is null
                ? ProcessorOptions.Fault(Type, "required property is missing", "value")
                : ProcessorOptions.Fault(
                    Type,
                    "cannot set both `copy_from` and `value` in the same processor",
                    "copy_from"
                );
        }

        if (value is { ValueKind: JsonValueKind.String } text)
        {
            _template = Template.Read(Type, text.Text("value"));
        }
        else if (value is { } constant)
        {
            if (constant.GetRawText().Contains("{{", StringComparison.Ordinal))
            {
                throw ProcessorOptions.Fault(
                    Type,
                    "the embedded node has no templates inside of objects and arrays",
                    "value"
                );
            }

            _value = constant.ToNode();
        }
    }

    protected override void Change(IngestDocument document)
    {
        if (!_overrides && document.TryGet(_field, out var existing) && existing is not null)
        {
            return;
        }

        if (ValueFor(document) is var value && !(_ignoresEmpty && IsEmpty(value)))
        {
            document.Set(_field, value);
        }
    }

    private JsonNode? ValueFor(IngestDocument document) =>
        _template is not null ? JsonValue.Create(_template.Render(document))
        : _copyFrom is null ? _value
        : _ignoresEmpty && !document.TryGet(_copyFrom, out _) ? null
        : document.Required(_copyFrom);

    private static bool IsEmpty(JsonNode? value) =>
        value is null || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0);
}
