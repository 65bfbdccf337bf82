namespace Detections.Benchmarks;

/// <summary>Where the figures come from.</summary>
internal static class Machine
{
    public static string CpuModel()
    {
        const string info = "/proc/cpuinfo";
        if (!File.Exists(info))
        {
            return "CPU unknown";
        }

        foreach (var line in File.ReadLines(info))
        {
            if (line.StartsWith("model name", StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return "CPU unknown";
    }
}
