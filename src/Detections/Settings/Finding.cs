namespace Detections.Settings;

/// <summary>One thing that was found in settings or rules.</summary>
/// <param name="Message">A sentence that says what was found, what was expected and how to mend it.</param>
internal sealed record Finding(FindingCode Code, FindingSeverity Severity, Location? Location, string Message)
{
    /// <summary>The message, after the place where there is one.</summary>
    public string Text => Location is { } place ? $"{place}: {Message}" : Message;
}
