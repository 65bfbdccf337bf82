using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>Reads the options of a processor.</summary>
internal static class ProcessorOptions
{
    public static bool Flag(JsonElement body, string name, bool otherwise = false) =>
        body.Get(name)?.Boolean(name) ?? otherwise;

    public static string Path(string type, JsonElement body, string name) =>
        Checked(
            type,
            name,
            body.Get(name)?.Text(name) ?? throw Fault(type, $"[{name}] required property is missing", name)
        );

    /// <summary>The path of a field. What Elasticsearch keeps beside the source cannot be changed here.</summary>
    public static string Checked(string type, string name, string path)
    {
        if (path.StartsWith("_source.", StringComparison.Ordinal))
        {
            path = path["_source.".Length..];
        }

        return path.StartsWith('_') || path.Contains("{{", StringComparison.Ordinal) || path.Split('.').Contains("")
            ? throw Fault(
                type,
                $"[{name}] the embedded node changes fields of the source by their name only, not [{path}]",
                name
            )
            : path;
    }

    public static ApiException Fault(string type, string reason, string? property = null)
    {
        var fault = new ApiException(
            400,
            "parse_exception",
            property is null || reason.StartsWith('[') ? reason : $"[{property}] {reason}"
        );
        fault.Details["processor_type"] = type;
        if (property is not null)
        {
            fault.Details["property_name"] = property;
        }

        return fault;
    }
}
