using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>The fields that the rules of a catalogue ask for, those of most rules first.</summary>
internal static class CatalogueFields
{
    public static string[] MostFrequent(string folder, int count) =>
        [
            .. CatalogueLoad
                .Queries(folder)
                .SelectMany(text => EqlQuery.Parse(text).Fields)
                .CountBy(field => field)
                .OrderByDescending(field => field.Value)
                .ThenBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => field.Key)
                .Take(count),
        ];
}
