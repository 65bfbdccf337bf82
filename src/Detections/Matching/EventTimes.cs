namespace Detections.Matching;

/// <summary>When an event happened and when it arrived. Both are the start of 1970 where the event does not say.</summary>
internal readonly record struct EventTimes(DateTimeOffset Happened, DateTimeOffset Arrived);
