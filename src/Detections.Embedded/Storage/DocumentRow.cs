using System.Runtime.InteropServices;

namespace Detections.Embedded.Storage;

/// <summary>The live version of a document.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DocumentRow(long Row, long Version, long PrimaryTerm)
{
    public long SeqNo => Row & DocumentStore.SeqNoMask;
}
