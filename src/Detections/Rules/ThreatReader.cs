using Detections.Settings;

namespace Detections.Rules;

internal static class ThreatReader
{
    public static IReadOnlyList<Threat> Read(IEnumerable<SectionReader> threats) => [.. threats.Select(ReadThreat)];

    private static Threat ReadThreat(SectionReader section)
    {
        var framework = section.RequiredText("framework") ?? "";
        var tactic = section.Below("tactic");
        var threat = new Threat(framework, ReadItem(tactic), [.. section.Items("technique").Select(ReadTechnique)]);
        tactic.RefuseUnknownKeys();
        section.RefuseUnknownKeys();
        return threat;
    }

    private static ThreatTechnique ReadTechnique(SectionReader section)
    {
        var technique = new ThreatTechnique(
            ReadItem(section),
            [.. section.Items("subtechnique").Select(ReadSubtechnique)]
        );
        section.RefuseUnknownKeys();
        return technique;
    }

    private static ThreatItem ReadSubtechnique(SectionReader section)
    {
        var item = ReadItem(section);
        section.RefuseUnknownKeys();
        return item;
    }

    private static ThreatItem ReadItem(SectionReader section) =>
        new(
            section.RequiredText("id") ?? "",
            section.RequiredText("name") ?? "",
            section.RequiredText("reference") ?? ""
        );
}
