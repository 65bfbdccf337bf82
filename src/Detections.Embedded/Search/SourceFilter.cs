using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search;

/// <summary>Which parts of a source are shown: all, none, or those included and not excluded.</summary>
internal sealed class SourceFilter
{
    private readonly HashSet<string> _exact = [];
    private readonly HashSet<string> _ancestors = [];
    private readonly List<string> _includedPatterns = [];
    private readonly List<string> _excludedPatterns = [];
    private readonly bool _hasIncludes;

    private SourceFilter(IEnumerable<string> includes, IEnumerable<string> excludes)
    {
        foreach (var include in includes)
        {
            _hasIncludes = true;
            if (Glob.HasWildcard(include))
            {
                _includedPatterns.Add(include);
                continue;
            }
            _exact.Add(include);
            for (var dot = include.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = include.IndexOf('.', dot + 1))
            {
                _ancestors.Add(include[..dot]);
            }
        }
        _excludedPatterns.AddRange(excludes);
    }

    public static SourceFilter All { get; } = new([], []);

    public static SourceFilter None { get; } = new([], []) { IsNone = true };

    public bool IsNone { get; private init; }

    private bool IsAll => !IsNone && !_hasIncludes && _excludedPatterns.Count == 0;

    /// <summary>Reads <c>true</c>, <c>false</c>, a name, a list of names, or an object of includes and excludes.</summary>
    public static SourceFilter Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True:
                return All;
            case JsonValueKind.False:
                return None;
            case JsonValueKind.Object:
                value.Only("_source", "includes", "include", "excludes", "exclude");
                var includes = value.Get("includes") ?? value.Get("include");
                var excludes = value.Get("excludes") ?? value.Get("exclude");
                return new SourceFilter(includes?.Texts("includes") ?? [], excludes?.Texts("excludes") ?? []);
            default:
                return new SourceFilter(value.Texts("_source"), []);
        }
    }

    public static SourceFilter FromParameters(ApiRequest request, SourceFilter? otherwise = null)
    {
        var includes = request.Names("_source_includes");
        var excludes = request.Names("_source_excludes");
        return request.Parameter("_source") switch
        {
            "false" => None,
            "true" or "" or null when includes is null && excludes is null => request.Parameter("_source") is null
                ? otherwise ?? All
                : All,
            "true" or "" or null => new SourceFilter(includes ?? [], excludes ?? []),
            _ => new SourceFilter([.. request.Names("_source")!, .. includes ?? []], excludes ?? []),
        };
    }

    public void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> source)
    {
        if (IsAll)
        {
            writer.WriteRawValue(Closed(source.Span), skipInputValidation: true);
            return;
        }
        var document = JsonBody.Parse(source, JsonBody.DeepestDocument);
        writer.WriteStartObject();
        foreach (var property in document.EnumerateObject())
        {
            WriteProperty(writer, property, property.Name, inside: !_hasIncludes);
        }

        writer.WriteEndObject();
    }

    /// <summary>What ends in a comment may end in one that only a new line ends.</summary>
    private static ReadOnlySpan<byte> Closed(ReadOnlySpan<byte> source) =>
        source.TrimEnd(" \t\r"u8) is [.., (byte)'}' or (byte)'\n'] ? source : (byte[])[.. source, (byte)'\n'];

    private void WriteProperty(Utf8JsonWriter writer, JsonProperty property, string path, bool inside)
    {
        if (IsExcluded(path))
        {
            return;
        }

        inside |= _exact.Contains(path) || Glob.MatchesAny(_includedPatterns, path);
        if (!inside && _includedPatterns.Count == 0 && !_ancestors.Contains(path))
        {
            return;
        }

        if (inside && _excludedPatterns.Count == 0)
        {
            property.WriteTo(writer);
            return;
        }
        if (!Holds(property.Value, path, inside))
        {
            return;
        }

        writer.WritePropertyName(property.Name);
        WriteValue(writer, property.Value, path, inside);
    }

    private void WriteValue(Utf8JsonWriter writer, JsonElement value, string path, bool inside)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    WriteProperty(writer, property, $"{path}.{property.Name}", inside);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    if (Holds(item, path, inside))
                    {
                        WriteValue(writer, item, path, inside);
                    }
                }
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Whether anything of a value is shown: objects that would be empty are left out.</summary>
    private bool Holds(JsonElement value, string path, bool inside) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => inside || value.EnumerateArray().Any(item => Holds(item, path, inside)),
            JsonValueKind.Object => inside
                || value.EnumerateObject().Any(property => HoldsProperty(property, $"{path}.{property.Name}")),
            _ => inside,
        };

    private bool HoldsProperty(JsonProperty property, string path) =>
        !IsExcluded(path)
        && (
            _exact.Contains(path)
            || Glob.MatchesAny(_includedPatterns, path)
            || (
                (_includedPatterns.Count > 0 || _ancestors.Contains(path)) && Holds(property.Value, path, inside: false)
            )
        );

    private bool IsExcluded(string path) => Glob.MatchesAny(_excludedPatterns, path);
}
