using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Detections.Eql.Execution;

/// <summary>The prefix parity as one multiplication by all ones, where the processor has it.</summary>
internal static class CarrylessProduct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) =>
        Pclmulqdq.IsSupported
            ? Pclmulqdq
                .CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, control: 0)
                .ToScalar()
            : ScalarScanner.PrefixXor(bits);
}
