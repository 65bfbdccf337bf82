using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>
/// Finds the structure of a JSON document without reading its tokens. Reusable; allocates nothing once it has grown to the longest
/// document.
/// </summary>
internal abstract class StructuralIndex
{
    private protected StructuralBlock[] _blocks = new StructuralBlock[64];

    /// <summary>The blocks of the document, and an empty one behind them.</summary>
    public ReadOnlySpan<StructuralBlock> Blocks => _blocks.AsSpan(0, Count + 1);

    /// <summary>Whether all strings are ASCII, so that there can be no invalid UTF-8 in them.</summary>
    public bool IsAscii { get; private protected set; }

    private protected int Count { get; set; }

    /// <summary>
    /// For this processor; null where it has no vectors, because then reading tokens is faster. Vectors of 512 bits are not used: with
    /// them whole events were read 2 % faster.
    /// </summary>
    public static StructuralIndex? Create() =>
        Vector256.IsHardwareAccelerated ? new StructuralIndex<Vector256Scanner>()
        : Vector128.IsHardwareAccelerated ? new StructuralIndex<Vector128Scanner>()
        : null;

    /// <summary>
    /// Finds the structure. True only if it is certain: every string is closed and holds no control character, and outside of strings
    /// there is neither a backslash nor a slash, with which a comment would begin.
    /// </summary>
    public abstract bool TryBuild(ReadOnlySpan<byte> json);
}
