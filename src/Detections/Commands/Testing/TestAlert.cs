using System.Text.Json;

namespace Detections.Commands.Testing;

/// <summary>An alert that came of a test.</summary>
/// <param name="Ids">Of its events, in their order.</param>
/// <param name="Document">The alert as it would be written.</param>
internal sealed record TestAlert(IReadOnlyList<string> Ids, JsonElement Document);
