using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Detections.Runs;

/// <summary>What this program measures and traces is known to OpenTelemetry by this name.</summary>
internal static class Telemetry
{
    public const string Name = "Detections";

    public static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);
}
