using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>Indices that this program writes to.</summary>
/// <param name="Alias">Where they must be found too.</param>
/// <param name="TakesProbe">Whether a document may be written and deleted again without anybody taking it for something.</param>
internal sealed record OwnIndex(string Pattern, IndexDefinition Definition, string? Alias, bool TakesProbe)
{
    public static IEnumerable<OwnIndex> All(AlertSettings settings) =>
        [
            new(
                $"{AlertIndex.Alias(settings.Namespace)}-*",
                AlertsIndex.Definition,
                AlertIndex.Alias(settings.Namespace),
                TakesProbe: false
            ),
            new(StateIndex.NameIn(settings.Namespace), StateIndex.Definition, Alias: null, TakesProbe: true),
            new(RunsIndex.NameIn(settings.Namespace), RunsIndex.Definition, Alias: null, TakesProbe: false),
        ];
}
