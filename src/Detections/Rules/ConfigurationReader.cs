using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Rules;

/// <summary>Reads and checks settings and rules together, so that one start shows all faults.</summary>
internal static class ConfigurationReader
{
    /// <summary>The configuration, or null when there are faults.</summary>
    /// <param name="folder">Where the settings are, from which paths of rule files start; by default here.</param>
    /// <param name="before">The rules that were in force before.</param>
    public static Configuration? Read(
        IConfiguration configuration,
        Findings findings,
        string? folder = null,
        RuleSet? before = null
    )
    {
        var settings = new SettingsReader(configuration, findings).Read();
        var rules = new RulesReader(configuration, findings, folder, before).Read();
        if (findings.Faults.Count == 0 && rules.Groups.Count == 0)
        {
            findings.Warn(FindingCode.NothingEnabled, Configuration.NothingWatched(rules));
        }

        return findings.Faults.Count == 0 ? new Configuration(settings, rules) : null;
    }
}
