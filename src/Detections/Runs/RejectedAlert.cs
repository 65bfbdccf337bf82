namespace Detections.Runs;

/// <summary>An alert that the cluster refuses even in its least form.</summary>
/// <param name="AlertId">Of the match's alert, or of a building block of it.</param>
/// <param name="Reason">Why, in the cluster's words.</param>
internal sealed record RejectedAlert(Match Match, string AlertId, ReadOnlyMemory<byte> Document, string Reason);
