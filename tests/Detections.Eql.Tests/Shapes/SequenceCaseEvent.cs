using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Detections.Eql.Tests.Shapes;

/// <summary>An event as a table of cases writes it: <c>AB1.5:7/x,y/1</c>.</summary>
internal static partial class SequenceCaseEvent
{
    private static readonly string[] KeyFields = ["k", "m", "n"];

    public static byte[] ToJson(string text)
    {
        var parts = text.Split('/');
        var match = Pattern.Match(parts[0]);
        if (!match.Success)
        {
            throw new InvalidDataException($"What is [{text}]?");
        }

        var fraction = match.Groups["fraction"].Value.PadRight(9, '0');
        var json = new JsonObject
        {
            ["@timestamp"] = $"1970-01-01T00:{Seconds(match.Groups["second"].Value)}.{fraction}Z",
            ["event.category"] = new JsonArray([
                .. match.Groups["categories"].Value.Select(letter => JsonValue.Create(letter.ToString())),
            ]),
        };
        if (match.Groups["tie"] is { Success: true } tie)
        {
            json["tie"] = JsonNode.Parse(tie.Value);
        }

        foreach (var (field, values) in KeyFields.Zip(parts.Skip(1)))
        {
            if (values != "-")
            {
                json[field] = ValuesOf(values);
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    [GeneratedRegex(
        @"^(?<categories>[A-Z]+)(?<second>[0-9]+)(\.(?<fraction>[0-9]{1,9}))?(:(?<tie>-?[0-9]+))?$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Pattern { get; }

    private static string Seconds(string text)
    {
        var seconds = int.Parse(text, CultureInfo.InvariantCulture);
        return FormattableString.Invariant($"{seconds / 60:00}:{seconds % 60:00}");
    }

    private static JsonNode? ValuesOf(string text) =>
        text.Contains(',') ? new JsonArray([.. text.Split(',').Select(ValueOf)]) : ValueOf(text);

    private static JsonNode? ValueOf(string text) => text == "null" ? null : JsonValue.Create(text);
}
