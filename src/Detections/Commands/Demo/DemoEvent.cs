using System.Text.Json.Nodes;

namespace Detections.Commands.Demo;

/// <summary>An event and the data stream it goes to.</summary>
internal sealed record DemoEvent(string DataStream, JsonObject Document);
