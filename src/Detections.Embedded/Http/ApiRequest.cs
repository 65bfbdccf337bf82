using System.Globalization;
using System.Text.Json;
using Detections.Embedded.Security;

namespace Detections.Embedded.Http;

/// <summary>One request, its body read and decompressed.</summary>
internal sealed class ApiRequest(
    string method,
    string path,
    IReadOnlyDictionary<string, string> parameters,
    ReadOnlyMemory<byte> body
)
{
    public string Method { get; } = method;

    public string Path { get; } = path;

    public IReadOnlyDictionary<string, string> Parameters { get; } = parameters;

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The header that says who is calling.</summary>
    public string? Authorization { get; init; }

    /// <summary>Set before anything is asked of the request.</summary>
    public Caller Caller { get; set; } = null!;

    /// <summary>The values of the route's placeholders.</summary>
    public IReadOnlyDictionary<string, string> Segments { get; set; } = new Dictionary<string, string>();

    public string Segment(string name) => Segments[name];

    public string? OptionalSegment(string name) => Segments.GetValueOrDefault(name);

    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    public bool Flag(string name, bool otherwise = false) =>
        Parameter(name) switch
        {
            null => otherwise,
            "" or "true" => true,
            "false" => false,
            var text => throw ApiException.IllegalArgument(
                $"Failed to parse value [{text}] of parameter [{name}] as only [true] or [false] are allowed."
            ),
        };

    public long? Number(string name) =>
        Parameter(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiException.IllegalArgument($"Failed to parse int parameter [{name}] with value [{text}]");

    public string[]? Names(string name) =>
        Parameter(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The body as a JSON object, or null where there is none.</summary>
    public JsonElement? Json() => Body.Length == 0 ? null : JsonBody.ParseObject(Body);

    public JsonElement RequiredJson() => Json() ?? throw ApiException.Parsing("request body is required");
}
