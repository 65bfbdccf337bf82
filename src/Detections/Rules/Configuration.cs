using Detections.Settings;

namespace Detections.Rules;

/// <summary>All that is needed to start, read from one <c>IConfiguration</c>.</summary>
internal sealed record Configuration(AppSettings Settings, RuleSet Rules);
