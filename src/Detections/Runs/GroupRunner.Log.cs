using Microsoft.Extensions.Logging;

namespace Detections.Runs;

internal sealed partial class GroupRunner
{
    private void Log(RunReport report)
    {
        switch (report.Status)
        {
            case RunStatus.Failed:
                LogFailed(report.Group, report.Summary(), string.Join("; ", report.Failures.Concat(report.Warnings)));
                break;
            case RunStatus.Warning:
                LogWarning(report.Group, report.Summary(), string.Join("; ", report.Warnings));
                break;
            default:
                LogSucceeded(report.Group, report.Summary());
                break;
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "Run of {Group} succeeded: {Summary}")]
    private partial void LogSucceeded(string group, string summary);

    [LoggerMessage(1002, LogLevel.Warning, "Run of {Group} succeeded with warnings: {Summary}. {Warnings}")]
    private partial void LogWarning(string group, string summary, string warnings);

    [LoggerMessage(1004, LogLevel.Critical, "Run of {Group} met what should not happen; please report it")]
    private partial void LogUnexpected(string group, Exception exception);

    [LoggerMessage(1003, LogLevel.Error, "Run of {Group} failed in part or whole: {Summary}. {Failures}")]
    private partial void LogFailed(string group, string summary, string failures);
}
