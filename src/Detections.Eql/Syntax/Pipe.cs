namespace Detections.Eql.Syntax;

/// <summary><c>| head 5</c> or <c>| tail 5</c>: keeps the first or the last of what was found.</summary>
internal sealed record Pipe(bool IsHead, int Count)
{
    public override string ToString() => $"| {(IsHead ? "head" : "tail")} {Count}";
}
