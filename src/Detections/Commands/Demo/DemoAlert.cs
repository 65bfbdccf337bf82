using System.Text.Json;

namespace Detections.Commands.Demo;

/// <summary>What the demo shows of an alert.</summary>
internal sealed record DemoAlert(
    DateTimeOffset Time,
    DateTimeOffset EventTime,
    string Severity,
    string Rule,
    string Host,
    string CommandLine,
    string Parent,
    string Reason,
    string Index,
    string Id
)
{
    public static DemoAlert Read(string index, JsonElement source)
    {
        var process = source.GetProperty("process");
        return new(
            source.GetProperty("@timestamp").GetDateTimeOffset(),
            source.GetProperty("kibana.alert.original_time").GetDateTimeOffset(),
            source.GetProperty("kibana.alert.severity").GetString()!,
            source.GetProperty("kibana.alert.rule.name").GetString()!,
            source.GetProperty("host").GetProperty("name").GetString()!,
            process.GetProperty("command_line").GetString()!,
            process.GetProperty("parent").GetProperty("name").GetString()!,
            source.GetProperty("kibana.alert.reason").GetString()!,
            index,
            source.GetProperty("kibana.alert.uuid").GetString()!
        );
    }
}
