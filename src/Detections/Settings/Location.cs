namespace Detections.Settings;

/// <summary>A place in a file, counted from 1.</summary>
internal readonly record struct Location(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
