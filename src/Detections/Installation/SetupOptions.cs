namespace Detections.Installation;

/// <summary>What set-up is asked to do beyond the cluster's own indices.</summary>
internal sealed record SetupOptions(Uri? Kibana = null, string? ApiKeyFile = null);
