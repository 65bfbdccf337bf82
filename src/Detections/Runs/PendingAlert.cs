using Detections.Alerts;

namespace Detections.Runs;

/// <summary>An alert on its way into the index, in the fullest form that was not yet refused.</summary>
internal sealed record PendingAlert(
    Match Match,
    AlertDraft Draft,
    byte[] Document,
    IReadOnlyList<string> Omitted,
    bool IsMinimal
)
{
    public bool IsReduced => IsMinimal || Omitted.Count > 0;

    public AlertWrite Write => new(Match.AlertIndex, Draft.AlertId, Document);

    public static PendingAlert Whole(Match match, AlertDraft draft, AlertBuilder builder) =>
        new(match, draft, builder.Build(draft), [], IsMinimal: false);

    public static PendingAlert Minimal(Match match, AlertDraft draft, AlertBuilder builder, string because) =>
        new(match, draft, builder.BuildMinimal(draft, because), [], IsMinimal: true);

    /// <summary>The next lesser form: without the field that the cluster names, else without the event.</summary>
    public PendingAlert Reduce(AlertBuilder builder, string reason, bool isLast)
    {
        if (isLast || RejectedField.In(reason) is not { } field || Omitted.Contains(field))
        {
            return Minimal(Match, Draft, builder, $"the cluster refused it: {reason}");
        }

        IReadOnlyList<string> omitted = [.. Omitted, field];
        return this with { Document = builder.BuildWithout(Draft, omitted, reason), Omitted = omitted };
    }
}
