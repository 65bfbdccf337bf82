using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>The outcome of one operation of a `_bulk` request.</summary>
internal readonly record struct BulkItem(int Status, string Reason, string Type = "")
{
    public static List<BulkItem> Read(JsonElement response) =>
        [.. response.GetProperty("items").EnumerateArray().Select(i => Read(i.EnumerateObject().First()))];

    /// <summary>An error's type and its reason, with the reason behind the reason.</summary>
    public static (string Type, string Reason) ReadError(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return ("", error.ToString());
        }

        var type = error.TryGetProperty("type", out var t) ? t.ToString() : "";
        var reason = error.TryGetProperty("reason", out var r) ? r.ToString() : "";
        if (error.TryGetProperty("caused_by", out var cause) && ReadError(cause) is { Reason.Length: > 0 } deeper)
        {
            reason += $" ({deeper.Reason})";
        }

        return (type, reason);
    }

    private static BulkItem Read(JsonProperty operation)
    {
        var status = operation.Value.GetProperty("status").GetInt32();
        if (!operation.Value.TryGetProperty("error", out var error))
        {
            return new(status, "");
        }

        var (type, reason) = ReadError(error);
        reason = AnswerTrouble.Explain(type, reason);
        return new(status, type.Length > 0 ? $"{type}: {reason}" : reason, type);
    }
}
