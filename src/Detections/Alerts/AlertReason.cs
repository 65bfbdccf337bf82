using System.Text;
using System.Text.Json;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Alerts;

/// <summary>The sentence an analyst reads first, worded as Kibana words it.</summary>
internal static class AlertReason
{
    /// <summary>Of one value. What an attacker can make long must not hide the rest of the sentence.</summary>
    private const int MaxValueLength = 256;

    public static string Text(SourceDocument source, AlertAttributes attributes)
    {
        var fields = new StringBuilder()
            .Append(Part(" process ", Value(source, "process.name"), ","))
            .Append(Part(" parent process ", Value(source, "process.parent.name"), ","))
            .Append(Part(" file ", Value(source, "file.name"), ","))
            .Append(Address(source, "source"))
            .Append(Address(source, "destination"));

        return Part("", Value(source, "event.category"), " ")
            + "event"
            + (fields.Length > 0 ? $" with{fields}" : "")
            + Part(" by ", Value(source, "user.name"), "")
            + Part(" on ", Value(source, "host.name"), "")
            + $" created {attributes.Severity.Text()} alert {attributes.Name}.";
    }

    private static string Address(SourceDocument source, string side)
    {
        var address = Value(source, side + ".ip");
        return address is null ? "" : $" {side} {address}{Part(":", Value(source, side + ".port"), ",")}";
    }

    private static string Part(string before, string? value, string after) =>
        value is null ? "" : before + value + after;

    private static string? Value(SourceDocument source, string path)
    {
        var text = new StringBuilder();
        foreach (var value in source.Values(path))
        {
            if (text.Length > MaxValueLength)
            {
                break;
            }

            if (text.Length > 0)
            {
                text.Append(", ");
            }

            text.Append(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
        }

        return text.ToString() switch
        {
            "" or "-" => null,
            var whole => Cut.To(whole, MaxValueLength),
        };
    }
}
