namespace Detections.Alerts;

/// <summary>As it stands in documents.</summary>
internal static class LatenessText
{
    public static string? Text(this Lateness lateness) =>
        lateness switch
        {
            Lateness.Grace => "grace",
            Lateness.CatchUp => "catch-up",
            Lateness.LateSweep => "late-sweep",
            _ => null,
        };

    public static Lateness Parse(string? text) => Enum.GetValues<Lateness>().FirstOrDefault(l => l.Text() == text);
}
