using System.Buffers;

namespace Detections.Elasticsearch;

/// <summary>
/// Buffers for answers. Those of pages are used again whichever thread gave them back, where the shared pool would keep one for each
/// thread and make new ones meanwhile.
/// </summary>
internal static class AnswerBuffers
{
    private const int Large = 1024 * 1024;
    private const int Largest = 16 * Large;
    private const int KeptOfEachSize = 3;

    private static readonly ArrayPool<byte> Pages = ArrayPool<byte>.Create(Largest, KeptOfEachSize);

    public static byte[] Rent(int length) => length > Large ? Pages.Rent(length) : ArrayPool<byte>.Shared.Rent(length);

    public static void Return(byte[] buffer)
    {
        if (buffer.Length > Large)
        {
            Pages.Return(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
