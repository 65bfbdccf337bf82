using Microsoft.Extensions.Logging;

namespace Detections.Runs;

/// <summary>What a group of rules says of its runs.</summary>
internal sealed partial class RunLog(ILogger<GroupRunner> logger)
{
    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The same trouble is told once, and again when more is added to it; that it is over is told too.</summary>
    public void Tell(RunReport report)
    {
        var sentences = report.Failures.Concat(report.Warnings).ToHashSet(StringComparer.Ordinal);
        var trouble = string.Join("; ", sentences);
        var isTold = sentences.IsSubsetOf(_told);
        _told = sentences;
        switch (report.Status)
        {
            case RunStatus.Failed when !isTold:
                LogFailed(report.Group, report.Summary(), trouble);
                break;
            case RunStatus.Warning when !isTold:
                LogWarning(report.Group, report.Summary(), trouble);
                break;
            case RunStatus.Succeeded:
                LogSucceeded(report.Group, report.Summary());
                break;
            default:
                LogUnchanged(report.Group, report.Summary());
                break;
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "Run of {Group} succeeded: {Summary}")]
    private partial void LogSucceeded(string group, string summary);

    [LoggerMessage(1002, LogLevel.Warning, "Run of {Group} succeeded with warnings: {Summary}. {Warnings}")]
    private partial void LogWarning(string group, string summary, string warnings);

    [LoggerMessage(1005, LogLevel.Information, "Run of {Group} met the same trouble as the one before: {Summary}")]
    private partial void LogUnchanged(string group, string summary);

    [LoggerMessage(1004, LogLevel.Critical, "Run of {Group} met what should not happen; please report it")]
    public partial void Unexpected(string group, Exception exception);

    [LoggerMessage(1003, LogLevel.Error, "Run of {Group} failed in part or whole: {Summary}. {Failures}")]
    private partial void LogFailed(string group, string summary, string failures);
}
