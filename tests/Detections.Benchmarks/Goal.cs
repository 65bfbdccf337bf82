using System.Globalization;

namespace Detections.Benchmarks;

/// <summary>One line of the result: what was compared, the ratio, what it should be, and whether it is.</summary>
internal static class Goal
{
    public static bool AtLeast(string name, double ratio, double target, string details) =>
        Print(name, ratio, ">=", target, ratio >= target, details);

    public static bool AtMost(string name, double ratio, double target, string details) =>
        Print(name, ratio, "<=", target, ratio <= target, details);

    private static bool Print(string name, double ratio, string relation, double target, bool isReached, string details)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {ratio:0.00}, target {relation} {target:0.##}: {(isReached ? "pass" : "miss")} ({details})"
            )
        );
        return isReached;
    }
}
