using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>Reads the steps of a pipeline. What it does not know it refuses.</summary>
internal static class ProcessorReader
{
    private static readonly Dictionary<string, (string[] Options, Func<JsonElement, Processor> Create)> Known = new()
    {
        ["set"] = (SetProcessor.Options, body => new SetProcessor(body)),
        ["remove"] = (RemoveProcessor.Options, body => new RemoveProcessor(body)),
        ["rename"] = (RenameProcessor.Options, body => new RenameProcessor(body)),
    };

    public static Processor Read(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || entry.EnumerateObject().Count() != 1)
        {
            throw new ApiException(
                400,
                "parse_exception",
                $"[processors] each must be an object with one key, the processor's type, but found [{entry.GetRawText()}]"
            );
        }

        var (type, body) = (entry.EnumerateObject().First().Name, entry.EnumerateObject().First().Value);
        if (!Known.TryGetValue(type, out var known))
        {
            throw ProcessorOptions.Fault(
                type,
                $"No processor type exists with name [{type}]; the embedded node knows [{string.Join(", ", Known.Keys)}]"
            );
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ProcessorOptions.Fault(type, $"property isn't a map, but of type [{body.ValueKind}]");
        }

        var unknown = body.EnumerateObject()
            .Select(option => option.Name)
            .Except([.. known.Options, .. Processor.CommonOptions])
            .ToArray();
        return unknown.Length == 0
            ? known.Create(body)
            : throw ProcessorOptions.Fault(
                type,
                $"processor [{type}] doesn't support one or more provided configuration parameters [{string.Join(", ", unknown)}]"
            );
    }
}
