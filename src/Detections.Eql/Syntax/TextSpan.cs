using System.Runtime.InteropServices;

namespace Detections.Eql.Syntax;

/// <summary>A part of the query text, in UTF-16 units.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public TextSpan To(TextSpan last) => new(Start, last.End - Start);
}
