using Detections.Settings;

namespace Detections.Rules;

/// <summary>All that is needed to start, read from one <c>IConfiguration</c>.</summary>
internal sealed record Configuration(AppSettings Settings, RuleSet Rules)
{
    /// <summary>The same, on another cluster that needs no credentials.</summary>
    public Configuration On(Uri url) =>
        this with
        {
            Settings = Settings with { Elasticsearch = new() { Urls = [url] } },
        };
}
