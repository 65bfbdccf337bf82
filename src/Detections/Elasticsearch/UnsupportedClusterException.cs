namespace Detections.Elasticsearch;

/// <summary>What answers is another product, or a version that is too old. No retry helps; the settings or the cluster must change.</summary>
internal sealed class UnsupportedClusterException(string message) : ElasticsearchException(message, unreachable: true);
