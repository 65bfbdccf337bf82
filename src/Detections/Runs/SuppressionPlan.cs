using Detections.Alerts;

namespace Detections.Runs;

/// <summary>What of some matches is to be written, and what is counted on it.</summary>
internal sealed class SuppressionPlan
{
    public List<(Match Match, AlertDraft Draft)> Alerts { get; } = [];

    /// <summary>Of the alerts those that take others in.</summary>
    public Dictionary<Match, (string InstanceId, SuppressingAlert Alert)> New { get; } = [];

    public List<(SuppressingAlert By, IReadOnlyList<Match> Matches)> Suppressed { get; } = [];
}
