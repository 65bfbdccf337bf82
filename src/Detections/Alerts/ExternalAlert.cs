using System.Collections.Frozen;
using System.Text.Json;

namespace Detections.Alerts;

/// <summary>
/// The copy of an alert that Elastic's rule <i>External Alerts</i> picks up, in the fullest form that was not yet refused. It holds the event in
/// ECS and says where the alert is; what only the alert knows stays there.
/// </summary>
/// <param name="AlertIndex">Where the alert is.</param>
/// <param name="Alert">Its document.</param>
/// <param name="Namespace">That of all our indices.</param>
internal sealed record ExternalAlert(string AlertIndex, string AlertId, SourceDocument Alert, string Namespace)
{
    private const string Dataset = "detections.alert";

    /// <summary>Forms of one copy tried before the event is left out.</summary>
    private const int Reductions = 8;

    /// <summary>Fields of others could fill the mapping of a stream that takes events of every kind.</summary>
    private static readonly FrozenSet<string> Ecs = (
        "agent client cloud container destination device dll dns ecs email error event faas file group host http labels log network "
        + "observer orchestrator organization package process registry related server service source span tags threat tls trace "
        + "transaction url user user_agent volume vulnerability"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the copy says in its own words.</summary>
    private static readonly string[] Own =
    [
        "event.kind",
        "event.module",
        "event.dataset",
        "event.severity",
        "event.risk_score",
        "event.ingested",
        "event.reason",
    ];

    private IReadOnlyList<string> Omitted { get; init; } = [];

    private bool IsMinimal { get; init; }

    /// <summary>The data stream that holds the copies. Elastic's own template of `logs-*-*` makes it.</summary>
    public static string Stream(string alertNamespace) => $"logs-{Dataset}-{alertNamespace}";

    /// <param name="now">The rule looks back two minutes, so it is the copy's own time that counts.</param>
    public byte[] Build(DateTimeOffset now) =>
        JsonBytes.Object(writer =>
        {
            WriteOwn(writer, Times.Text(now));
            if (!IsMinimal && Alert.Problem is null)
            {
                new SourceCopy(writer, [.. Own, .. Others(), .. Omitted]).WriteProperties(Alert.Root);
            }
        });

    /// <summary>The next lesser form, or null where there is none.</summary>
    /// <param name="reason">Why this one was refused, in the cluster's words.</param>
    public ExternalAlert? Reduce(string reason)
    {
        if (IsMinimal)
        {
            return null;
        }

        return RejectedField.In(reason) is { } field && !Omitted.Contains(field) && Omitted.Count < Reductions
            ? this with
            {
                Omitted = [.. Omitted, field],
            }
            : this with
            {
                IsMinimal = true,
            };
    }

    private void WriteOwn(Utf8JsonWriter writer, string now)
    {
        writer.WriteString("@timestamp", now);
        writer.WriteString("event.ingested", now);
        writer.WriteString("event.kind", "alert");
        writer.WriteString("event.module", "detections");
        writer.WriteString("event.dataset", Dataset);
        writer.WriteString("data_stream.type", "logs");
        writer.WriteString("data_stream.dataset", Dataset);
        writer.WriteString("data_stream.namespace", Namespace);
        writer.WriteNumber("event.severity", Severity(Alert.Text("kibana.alert.severity")));
        if (Alert.Values("kibana.alert.risk_score") is [var score, ..])
        {
            writer.WritePropertyName("event.risk_score");
            score.WriteTo(writer);
        }

        writer.WriteTextIfAny("message", Alert.Text("kibana.alert.rule.name"));
        writer.WriteTextIfAny("event.reason", Alert.Text("kibana.alert.reason"));
        writer.WriteTextIfAny("rule.name", Alert.Text("kibana.alert.rule.name"));
        writer.WriteTextIfAny("rule.id", Alert.Text("kibana.alert.rule.rule_id"));
        writer.WriteTextIfAny("rule.uuid", Alert.Text("kibana.alert.rule.uuid"));
        writer.WriteTextIfAny("rule.version", Alert.Text("kibana.alert.rule.version"));
        writer.WriteString("detections.alert.id", AlertId);
        writer.WriteString("detections.alert.index", AlertIndex);
        writer.WriteTextIfAny("detections.alert.original_time", Alert.Text("kibana.alert.original_time"));
    }

    private IEnumerable<string> Others() =>
        Alert.Root.EnumerateObject().Select(p => p.Name.Split('.')[0]).Where(n => !Ecs.Contains(n)).Distinct();

    /// <summary>The numbers that Kibana's rule maps back to these words.</summary>
    private static int Severity(string? severity) =>
        severity switch
        {
            "critical" => 99,
            "high" => 73,
            "medium" => 47,
            _ => 21,
        };
}
