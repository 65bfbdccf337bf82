using Detections.Settings;

namespace Detections.Rules;

/// <summary>All that is needed to start, read from one <c>IConfiguration</c>.</summary>
internal sealed record Configuration(AppSettings Settings, RuleSet Rules)
{
    public const string NoCluster =
        "Elasticsearch:Urls is not set, so there is no cluster to read from. Set it in appsettings.json or by the environment, "
        + "such as Elasticsearch__Urls__0=https://localhost:9200.";

    private const string NoRule = "No rule is enabled, so there is nothing to run. See Rules:Items and Rules:Files.";

    /// <summary>Why this cannot be run, valid as it is; null where it can.</summary>
    public string? Obstacle =>
        Settings.Elasticsearch.Urls.Count == 0 ? NoCluster
        : Rules.Groups.Count == 0 ? NoRule
        : null;

    public static string NothingWatched(RuleSet rules) =>
        rules.Files.Count == 0 && rules.SetAside.Count == 0
            ? "Rules:Items holds no enabled rule, so nothing is watched."
            : "Neither Rules:Items nor the files of Rules:Files hold a rule that is right, enabled and chosen, so nothing is watched.";

    /// <summary>The same, on another cluster that needs no credentials.</summary>
    public Configuration On(Uri url) =>
        this with
        {
            Settings = Settings with { Elasticsearch = new() { Urls = [url] } },
        };
}
