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

    /// <summary>Whether no byte has its highest bit set, so that there can be no invalid UTF-8.</summary>
    public bool IsAscii { get; private protected set; }

    private protected int Count { get; set; }

    /// <summary>With the widest vectors of this processor, but not those of 512 bits: whole events were read 2 % faster with them.</summary>
    public static StructuralIndex Create() =>
        Vector256.IsHardwareAccelerated ? new StructuralIndex<Vector256Scanner>()
        : Vector128.IsHardwareAccelerated ? new StructuralIndex<Vector128Scanner>()
        : new StructuralIndex<ScalarScanner>();

    /// <summary>
    /// Finds the structure. True only if it is certain: every string is closed and holds no control character, and outside of strings
    /// there is neither a backslash nor a slash, with which a comment would begin.
    /// </summary>
    public abstract bool TryBuild(ReadOnlySpan<byte> json);
}
