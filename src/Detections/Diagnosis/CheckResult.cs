namespace Detections.Diagnosis;

/// <summary>One line of a diagnosis.</summary>
/// <param name="Id">Which check this is; the same for all its lines.</param>
/// <param name="Subject">What was looked at.</param>
/// <param name="Remedy">What to do about it; null where nothing need be done.</param>
internal sealed record CheckResult(string Id, CheckStatus Status, string Subject, string Found, string? Remedy)
{
    public static CheckResult Green(string id, string subject, string found) =>
        new(id, CheckStatus.Green, subject, found, null);

    public static CheckResult Amber(string id, string subject, string found, string remedy) =>
        new(id, CheckStatus.Amber, subject, found, remedy);

    public static CheckResult Red(string id, string subject, string found, string? remedy = null) =>
        new(id, CheckStatus.Red, subject, found, remedy);

    public static CheckResult Skipped(string id, string subject, string because) =>
        new(id, CheckStatus.Skipped, subject, because, null);
}
