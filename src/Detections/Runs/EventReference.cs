namespace Detections.Runs;

/// <summary>A document of a source index.</summary>
internal readonly record struct EventReference(string Index, string Id)
{
    /// <summary>Stands in a sequence for an event that must not be there. It enters ids as Kibana's placeholder does, and has no document.</summary>
    public static readonly EventReference Missing = new("", "");

    public bool IsMissing => this == Missing;
}
