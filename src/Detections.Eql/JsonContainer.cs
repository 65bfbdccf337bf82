using System.Runtime.Intrinsics;
using Detections.Eql.Execution;

namespace Detections.Eql;

/// <summary>Skips JSON objects and arrays many times faster than reading their tokens does.</summary>
public static class JsonContainer
{
    /// <summary>
    /// Finds where an object or array ends, by counting brackets outside of strings. Of JSON the answer is right; of what is not JSON there
    /// may be one all the same.
    /// </summary>
    /// <param name="json">Bytes that begin with the opening bracket; others may follow the closing one.</param>
    /// <param name="end">The position behind the closing bracket.</param>
    /// <returns>
    /// False where only reading the tokens can tell: it breaks off, a string holds a control character, outside of strings there is a comment
    /// or a backslash, or the processor has no vectors.
    /// </returns>
    public static bool TryFindEnd(ReadOnlySpan<byte> json, out int end)
    {
        end = 0;
        return Vector256.IsHardwareAccelerated
            ? BracketBalance<Vector256Scanner>.TryFindEnd(json, out end)
            : Vector128.IsHardwareAccelerated && BracketBalance<Vector128Scanner>.TryFindEnd(json, out end);
    }
}
