namespace Detections.Commands.Testing;

/// <summary>A line for each test, and what it found instead of what was expected.</summary>
internal static class TestPrinter
{
    public static void WriteText(IReadOnlyList<TestResult> results, TextWriter output)
    {
        foreach (var rule in results.GroupBy(result => (result.File.FullPath, result.Rule)))
        {
            output.WriteLine(rule.Key.Rule);
            foreach (var result in rule)
            {
                output.WriteLine($"  {(result.IsPassed ? "✓" : "✗")} {result.Test.Name}");
                if (!result.IsPassed)
                {
                    output.WriteLine($"      {result.Test.Location}: {result.Difference}");
                }
            }
        }

        var failed = results.Count(result => !result.IsPassed);
        output.WriteLine($"{results.Count - failed} passed, {failed} failed");
    }
}
