using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Rules;

/// <summary>Reads and checks settings and rules together, so that one start shows all faults.</summary>
internal static class ConfigurationReader
{
    /// <summary>The configuration, or null when there are faults.</summary>
    public static Configuration? Read(IConfiguration configuration, Findings findings)
    {
        var settings = new SettingsReader(configuration, findings).Read();
        var rules = new RulesReader(configuration, findings).Read();
        if (findings.Faults.Count == 0 && !rules.Any(rule => rule.Enabled))
        {
            findings.Warn(FindingCode.NothingEnabled, "Rules:Items holds no enabled rule, so nothing is watched.");
        }

        return findings.Faults.Count == 0 ? new Configuration(settings, new RuleSet(rules)) : null;
    }
}
