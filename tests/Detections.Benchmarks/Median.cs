namespace Detections.Benchmarks;

/// <summary>The middle of many measurements, which neither a busy machine nor a cold start decides.</summary>
internal static class Median
{
    public static double Of(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
