namespace Detections.Commands;

internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>Something was found or not done that somebody has to look at.</summary>
    public const int Findings = 1;

    /// <summary>The command line, the settings or a query is wrong.</summary>
    public const int Usage = 2;

    public const int Unreachable = 3;
}
