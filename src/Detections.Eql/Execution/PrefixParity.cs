using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Detections.Eql.Execution;

/// <summary>Each bit becomes the parity of itself and all lower ones: of quotes, whether a byte is in a string.</summary>
internal static class PrefixParity
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong bits) =>
        Pclmulqdq.IsSupported
            ? Pclmulqdq
                .CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, control: 0)
                .ToScalar()
            : ByShifts(bits);

    /// <summary>Where the processor cannot multiply without carrying.</summary>
    public static ulong ByShifts(ulong bits)
    {
        for (var distance = 1; distance < StructuralBlock.Size; distance *= 2)
        {
            bits ^= bits << distance;
        }

        return bits;
    }
}
