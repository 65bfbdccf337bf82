namespace Detections.Rules;

/// <summary>Further matches with the same values become a number on the first one's alert.</summary>
/// <param name="Duration">How long an alert takes further matches in; null where only those of its own run.</param>
/// <param name="SuppressesMissing">Whether matches that lack one of the fields are suppressed too.</param>
internal sealed record AlertSuppression(IReadOnlyList<string> GroupBy, TimeSpan? Duration, bool SuppressesMissing);
