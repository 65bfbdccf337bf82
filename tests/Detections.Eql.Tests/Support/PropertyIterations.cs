using System.Globalization;

namespace Detections.Eql.Tests.Support;

/// <summary>How many random samples a property is tried on: a few seconds' worth, or what <c>DETECTIONS_PROPERTY_ITERATIONS</c> says.</summary>
internal static class PropertyIterations
{
    private const string Variable = "DETECTIONS_PROPERTY_ITERATIONS";

    public static long Or(long usual) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : usual;
}
