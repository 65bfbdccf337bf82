namespace Detections.Tests.Faults;

/// <summary>The same numbers for the same place, whatever order requests come in.</summary>
internal static class RepeatableRandom
{
    public static Random Of(params ReadOnlySpan<int> place)
    {
        var hash = 17u;
        foreach (var number in place)
        {
            hash = unchecked(((hash ^ (uint)number) * 0x9E3779B1u) + 0x7F4A7C15u);
            hash ^= hash >> 15;
        }

        return new((int)(hash & int.MaxValue));
    }
}
