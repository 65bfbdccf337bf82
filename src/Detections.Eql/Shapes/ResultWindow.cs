using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql.Shapes;

/// <summary>What of the results is shown: the size limits them on the side of the first pipe, then the pipes follow.</summary>
internal static class ResultWindow
{
    public static ImmutableArray<T> Take<T>(
        IReadOnlyList<T> found,
        int size,
        EqlResultPosition position,
        ImmutableArray<Pipe> pipes
    )
    {
        var isHead = pipes.IsEmpty ? position == EqlResultPosition.Head : pipes[0].IsHead;
        var taken = Keep(found, isHead, size);
        foreach (var pipe in pipes)
        {
            taken = Keep(taken, pipe.IsHead, pipe.Count);
        }

        return [.. taken];
    }

    private static IReadOnlyList<T> Keep<T>(IReadOnlyList<T> found, bool isHead, int count) =>
        [.. isHead ? found.Take(count) : found.TakeLast(count)];
}
