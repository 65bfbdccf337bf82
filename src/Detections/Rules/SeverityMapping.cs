namespace Detections.Rules;

/// <summary>The severity of alerts whose event has the value in the field.</summary>
internal sealed record SeverityMapping(string Field, string Value, Severity Severity);
