namespace Detections.Tests.Cluster;

/// <summary>A request as it arrived: method, path with query, and the body if there was one.</summary>
internal sealed record RecordedRequest(string Method, string Path, string? Body);
