using Detections.Settings;

namespace Detections.Rules;

/// <summary>A rule's reference to an exception list.</summary>
/// <param name="Path">How the reference is called in sentences.</param>
internal sealed record ExceptionListLink(string ListId, bool IsEndpoint, string Path, Location? Location);
