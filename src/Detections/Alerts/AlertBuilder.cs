using System.Text.Json;
using Detections.Matching;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Alerts;

/// <summary>
/// Writes the alert document for a match. It never fails on data; for what the cluster then refuses there are two
/// lesser forms, without the refused fields and without the event.
/// </summary>
internal sealed class AlertBuilder(AlertSettings settings)
{
    private const string OriginalTime = "kibana.alert.original_time";
    private const int MaxReasonLength = 1024;
    private const int MaxNameLength = 256;

    public byte[] Build(AlertDraft draft) => BuildWithout(draft, [], reason: "");

    /// <param name="omitted">
    /// Paths such as <see cref="RejectedField"/> finds them, all that were refused so far. What lies below them goes too.
    /// When the same path is refused again it was not the event's, and <see cref="BuildMinimal"/> is what is left.
    /// </param>
    /// <param name="reason">Why, in the cluster's words.</param>
    public byte[] BuildWithout(AlertDraft draft, IReadOnlyCollection<string> omitted, string reason)
    {
        var source = SourceDocument.Read(draft.Source);
        if (source.Problem is not null)
        {
            return Minimal(draft, source, $"it {source.Problem}");
        }

        return JsonBytes.Object(writer =>
        {
            var copy = new SourceCopy(writer, [.. omitted.Select(AsSourcePath)]);
            WriteAlert(writer, draft, source);
            if (!omitted.Contains(OriginalTime))
            {
                WriteOriginalTime(writer, draft.Blocks is [var first, ..] ? SourceDocument.Read(first.Source) : source);
            }

            OriginalFields.Write(writer, source.Root, copy);
            copy.WriteProperties(source.Root);
            WriteOmissions(writer, omitted, reason, copy.LeftOut);
        });
    }

    /// <param name="because">Why the event is left out, as the end of a sentence.</param>
    public byte[] BuildMinimal(AlertDraft draft, string because) =>
        Minimal(draft, SourceDocument.Read(draft.Source), because);

    private byte[] Minimal(AlertDraft draft, SourceDocument source, string because) =>
        JsonBytes.Object(writer =>
        {
            WriteAlert(writer, draft, source);
            if (source.Values("@timestamp") is [var value, ..] && EventTime.TryParse(value.ToString(), out var time))
            {
                writer.WriteString(OriginalTime, Times.Text(time));
            }

            writer.WriteTextIfAny("host.name", ShortText(source, "host.name"));
            writer.WriteTextIfAny("user.name", ShortText(source, "user.name"));
            writer.WriteTexts("kibana.alert.detections.source_omitted", ["*"]);
            writer.WriteString(
                "kibana.alert.detections.source_note",
                $"The event {draft.EventId} of {draft.Index} is not copied into this alert because {Cut.To(because, MaxReasonLength)}"
            );
        });

    private void WriteAlert(Utf8JsonWriter writer, AlertDraft draft, SourceDocument source)
    {
        var rule = draft.Rule;
        var attributes = AlertAttributes.Of(rule, source);
        var now = Times.Text(draft.Now);
        writer.WriteString("@timestamp", now);
        writer.WriteString("event.kind", "signal");
        writer.WriteTexts("kibana.space_ids", [settings.Space]);
        writer.WriteString("kibana.alert.uuid", draft.AlertId);
        writer.WriteString("kibana.alert.status", "active");
        writer.WriteString("kibana.alert.workflow_status", "open");
        writer.WriteTexts("kibana.alert.workflow_tags", []);
        writer.WriteTexts("kibana.alert.workflow_assignee_ids", []);
        writer.WriteString("kibana.alert.start", now);
        writer.WriteString("kibana.alert.last_detected", now);
        writer.WriteString("kibana.alert.intended_timestamp", now);
        Ancestors.Write(writer, draft, source);
        writer.WriteString("kibana.alert.reason", AlertReason.Text(source, attributes));
        writer.WriteString("kibana.alert.severity", attributes.Severity.Text());
        writer.WriteNumber("kibana.alert.risk_score", attributes.RiskScore);
        writer.WriteTextIfAny(
            "kibana.alert.building_block_type",
            draft.GroupIndex is null ? rule.BuildingBlockType : "default"
        );
        writer.WriteTextIfAny("kibana.alert.detections.late", draft.Lateness.Text());
        WriteGroup(writer, draft);
        draft.Suppression?.Write(writer);
        RuleFields.Write(writer, rule, attributes.Name);
        writer.WriteString("kibana.alert.rule.execution.uuid", draft.RunId);
        writer.WriteString("kibana.alert.rule.execution.timestamp", now);
        writer.WriteString("kibana.alert.rule.execution.type", "scheduled");
    }

    private static void WriteGroup(Utf8JsonWriter writer, AlertDraft draft)
    {
        writer.WriteTextIfAny("kibana.alert.group.id", draft.GroupId);
        if (draft.GroupIndex is { } index)
        {
            writer.WriteNumber("kibana.alert.group.index", index);
        }
    }

    private static void WriteOriginalTime(Utf8JsonWriter writer, SourceDocument source)
    {
        if (source.Problem is not null || source.Values("@timestamp") is not [var time, ..])
        {
            return;
        }

        writer.WritePropertyName(OriginalTime);
        time.WriteTo(writer);
    }

    private static void WriteOmissions(
        Utf8JsonWriter writer,
        IReadOnlyCollection<string> omitted,
        string reason,
        IReadOnlyCollection<string> leftOut
    )
    {
        if (omitted.Count + leftOut.Count == 0)
        {
            return;
        }

        writer.WriteTexts("kibana.alert.detections.source_omitted", omitted.Concat(leftOut));

        var sentences = new List<string>();
        if (leftOut.Count > 0)
        {
            sentences.Add(
                $"Left out of the event, because the name is repeated or its value is not an object: {string.Join(", ", leftOut)}."
            );
        }

        if (omitted.Count > 0)
        {
            sentences.Add(
                $"Left out of the event, because the cluster refused it: {string.Join(", ", omitted)}. It said: {Cut.To(reason, MaxReasonLength)}"
            );
        }

        writer.WriteString("kibana.alert.detections.source_note", string.Join(' ', sentences));
    }

    private static string? ShortText(SourceDocument source, string path) =>
        source.Text(path) is { } text ? Cut.To(text, MaxNameLength) : null;

    /// <summary>A refused copy is refused for what its original holds.</summary>
    private static string AsSourcePath(string path)
    {
        foreach (var (group, prefix) in OriginalFields.Prefixes)
        {
            if (path.StartsWith(prefix + ".", StringComparison.Ordinal))
            {
                return group + path[prefix.Length..];
            }
        }

        return path;
    }
}
