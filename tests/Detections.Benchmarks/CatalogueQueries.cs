using Detections.Eql;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Benchmarks;

/// <summary>The queries of a folder of rule files, as the product reads them.</summary>
internal static class CatalogueQueries
{
    public static EqlQuery[] Load(string folder)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Rules:Files:0", Path.GetFullPath(folder)), new("Rules:Deprecated", "true")])
            .Build();
        return [.. new RulesReader(settings, new Findings()).Read().Rules.Select(rule => rule.Query)];
    }
}
