namespace Detections.Elasticsearch;

/// <summary>What is known of an answer before it comes.</summary>
/// <param name="Expected">About so many bytes; 0 where that is not known.</param>
/// <param name="Limit">No more bytes than these are taken.</param>
internal readonly record struct AnswerSize(int Expected, long Limit)
{
    public static AnswerSize Any { get; } = new(0, Array.MaxLength - 1);
}
