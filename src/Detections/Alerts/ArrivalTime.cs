namespace Detections.Alerts;

/// <summary>When an event reached the cluster. It decides the month an alert is kept in, so it must depend on the event alone.</summary>
internal static class ArrivalTime
{
    /// <summary>What an event without any readable time gets, so that its alerts still have one home.</summary>
    private static readonly DateTimeOffset Unknown = DateTimeOffset.UnixEpoch;

    public static DateTimeOffset Of(SourceDocument source) =>
        EventTime.At(source, "event.ingested") ?? EventTime.At(source, "@timestamp") ?? Unknown;
}
