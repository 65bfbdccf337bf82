namespace Detections.Settings;

/// <summary>Where metrics and traces are sent. A class, not a record: a record would print its headers.</summary>
internal sealed class TelemetrySettings
{
    public const string Section = "Telemetry";

    /// <summary>Null: nothing is sent.</summary>
    public Uri? OtlpEndpoint { get; init; }

    public OtlpProtocol OtlpProtocol { get; init; }

    /// <summary>As OpenTelemetry writes them: <c>name=value,name=value</c>. They may carry a key.</summary>
    public string? OtlpHeaders { get; init; }
}
