using System.Text.Json;

namespace Detections.Commands.Testing;

/// <summary>What every alert of a test has to hold at a path.</summary>
/// <param name="Value">Null where it must not hold anything.</param>
internal sealed record ExpectedField(string Path, JsonElement Value);
