namespace Detections.Embedded;

/// <summary>An Elasticsearch-speaking single node on SQLite.</summary>
public sealed class EmbeddedNode;
