using System.Text.Json;

namespace Detections.Rules.Filters;

/// <summary>The body of a clause: its options, or in short the first of them alone.</summary>
internal sealed class FilterOptions
{
    private readonly Dictionary<string, JsonElement> _options = new(StringComparer.Ordinal);

    /// <param name="known">What it may hold, first what the short form gives.</param>
    /// <exception cref="FormatException">It holds something else.</exception>
    public FilterOptions(JsonElement body, string place, params string[] known)
    {
        Place = place;
        if (body.ValueKind != JsonValueKind.Object)
        {
            _options[known[0]] = body;
            return;
        }

        foreach (var option in body.EnumerateObject())
        {
            if (!known.Contains(option.Name))
            {
                throw new FormatException(
                    $"{place}: [{option.Name}] is not evaluated here; expected {string.Join(", ", known.Where(k => k is not ("boost" or "_name")))}"
                );
            }

            _options[option.Name] = option.Value;
        }
    }

    public string Place { get; }

    /// <summary>A text, number or truth as text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Scalar(JsonElement value, string place) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new FormatException($"{place}: expected one value, but found {value.GetRawText()}"),
        };

    public string Value(string option) =>
        ValueOrNull(option) ?? throw new FormatException($"{Place}: [{option}] is missing");

    public string? ValueOrNull(string option) =>
        _options.TryGetValue(option, out var value) && value.ValueKind != JsonValueKind.Null
            ? Scalar(value, $"{Place}.{option}")
            : null;

    public bool Flag(string option) => Choice(option, "true", "false") == "true";

    public string? Choice(string option, params string[] choices) =>
        ValueOrNull(option) is not { } value
            ? null
            : Array.Find(choices, choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException(
                    $"{Place}.{option}: [{value}] is not evaluated here; expected one of {string.Join(", ", choices)}"
                );
}
