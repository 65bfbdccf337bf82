using Detections.Rules;

namespace Detections.Runs;

/// <summary>The field that says when an event arrived, and whether `@timestamp` stands in where it is missing.</summary>
internal readonly record struct ArrivalField(string Name, bool FallsBack)
{
    public const string Timestamp = "@timestamp";

    public const string Ingested = "event.ingested";

    /// <summary>For all events, whatever their rules go by.</summary>
    public static readonly ArrivalField Any = new(Ingested, FallsBack: true);

    /// <summary>Whether the cluster fills it in, so that an event can be found soon after it. Others are as late as what ships the event.</summary>
    public bool IsStamped => Name == Ingested;

    /// <summary>What orders the events of a sequence, whenever they arrived.</summary>
    public static ArrivalField Happened(Rule rule) => new(rule.Query.OrderFields[0], FallsBack: false);

    public static ArrivalField Of(Rule rule) =>
        new(
            rule.TimestampOverride ?? Timestamp,
            rule.TimestampOverride is not null && !rule.TimestampOverrideFallbackDisabled
        );
}
