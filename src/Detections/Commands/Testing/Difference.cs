using System.Text.Json;
using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Finds the first thing in which alerts differ from what is expected.</summary>
internal static class Difference
{
    private const int LongestValue = 200;

    public static string? Between(Expectation expected, IReadOnlyList<TestAlert> alerts)
    {
        if (expected.Alerts is { } count && count != alerts.Count)
        {
            return $"expected {Count(count)}, found {Count(alerts.Count)}{(alerts.Count > 0 ? $": {Show(alerts.Select(a => a.Ids))}" : "")}";
        }

        if (
            expected.Ids is { } ids
            && !Sorted(ids).SequenceEqual(Sorted(alerts.Select(a => a.Ids)), StringComparer.Ordinal)
        )
        {
            return $"expected alerts of the events {Show(ids)}, found {(alerts.Count == 0 ? "none" : Show(alerts.Select(a => a.Ids)))}";
        }

        foreach (var alert in alerts)
        {
            foreach (var field in expected.Fields)
            {
                var found = Values(alert.Document, field.Path).ToList();
                if (!Fits(field.Value, found))
                {
                    return $"{field.Path} of the alert of {string.Join(", ", alert.Ids)} is {Show(found)}, expected {Cut.To(field.Value.GetRawText(), LongestValue)}";
                }
            }
        }

        return expected.Fields.Count > 0 && alerts.Count == 0 && expected.Alerts != 0
            ? "expected fields of alerts, found no alert"
            : null;
    }

    /// <summary>What stands at a path, nested or with dots in its names, lists opened.</summary>
    private static IEnumerable<JsonElement> Values(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(item => Values(item, path));
        }

        if (path.Length == 0)
        {
            return element.ValueKind == JsonValueKind.Null ? [] : [element];
        }

        return element.ValueKind != JsonValueKind.Object
            ? []
            : element
                .EnumerateObject()
                .Where(property =>
                    path == property.Name || path.StartsWith(property.Name + ".", StringComparison.Ordinal)
                )
                .SelectMany(property =>
                    Values(
                        property.Value,
                        path.Length == property.Name.Length ? "" : path[(property.Name.Length + 1)..]
                    )
                );
    }

    /// <summary>A list has to be the same; a single value has to be one of those that are there; null, that there is none.</summary>
    private static bool Fits(JsonElement expected, List<JsonElement> found) =>
        expected.ValueKind switch
        {
            JsonValueKind.Null => found.Count == 0,
            JsonValueKind.Array => expected.GetArrayLength() == found.Count
                && expected.EnumerateArray().Zip(found).All(pair => JsonElement.DeepEquals(pair.First, pair.Second)),
            _ => found.Exists(value => JsonElement.DeepEquals(value, expected)),
        };

    private static string Show(List<JsonElement> values) =>
        values.Count == 0
            ? "missing"
            : Cut.To(string.Join(", ", values.Select(value => value.GetRawText())), LongestValue);

    private static string Show(IEnumerable<IReadOnlyList<string>> alerts) =>
        string.Join("; ", alerts.Select(ids => string.Join(", ", ids)));

    private static IEnumerable<string> Sorted(IEnumerable<IReadOnlyList<string>> alerts) =>
        alerts.Select(ids => string.Join('\n', ids)).Order(StringComparer.Ordinal);

    private static string Count(int alerts) => alerts == 1 ? "1 alert" : $"{alerts} alerts";
}
