using Detections.Alerts;

namespace Detections.Runs;

/// <summary>What of some matches is to be written, and what is counted on it.</summary>
internal sealed class SuppressionPlan
{
    public List<(Match Match, AlertDraft Draft)> Alerts { get; } = [];

    /// <summary>Matches that others have claimed to write, and have not yet: what is counted on their alerts needs those first.</summary>
    public List<(Match Match, Suppression Suppression)> Others { get; } = [];

    /// <summary>Of the alerts to be written those that take others in.</summary>
    public Dictionary<Match, (string InstanceId, SuppressionClaim Claim)> New { get; } = [];

    public List<(SuppressingAlert By, IReadOnlyList<Match> Matches)> Suppressed { get; } = [];
}
